using System.Security.Claims;
using System.Text.Encodings.Web;
using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace GenOps.Web.Auth;

/// <summary>Lets a program in by <c>Authorization: Bearer &lt;key&gt;</c>; it acts with the one role of its key.</summary>
public sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    CommandLineAccess commandLine,
    IDbContextFactory<GenOpsDbContext> databases)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public new const string Scheme = "ApiKey";

    private const string Prefix = "Bearer ";

    /// <summary>Whether a request brings a key, good or bad.</summary>
    public static bool IsAsked(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Answers a refused request with problem details (RFC 9457).</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">401 or 403.</param>
    internal static Task WriteProblemAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        var problem = new ProblemDetails
        {
            Status = status,
            Title = status == StatusCodes.Status401Unauthorized ? "Not signed in" : "Not allowed",
            Detail = status == StatusCodes.Status401Unauthorized
                ? "Send a valid API key as 'Authorization: Bearer <key>'. An administrator makes one under Settings or with 'genops apikey add'."
                : "The API key is valid, but its role may not do this.",
        };
        return context.Response.WriteAsJsonAsync(problem, options: null, contentType: "application/problem+json");
    }

    /// <inheritdoc />
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsAsked(Request)) return AuthenticateResult.NoResult();
        var secret = Request.Headers.Authorization.ToString()[Prefix.Length..].Trim();
        if (commandLine.Accept(secret, Scheme) is { } local)
            return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(local), Scheme));
        var hash = ApiKeySecret.HashOf(secret);
        await using var db = await databases.CreateDbContextAsync(Context.RequestAborted);
        var key = await db.ApiKeys.AsNoTracking()
            .SingleOrDefaultAsync(k => k.KeyHash == hash && k.RevokedAt == null, Context.RequestAborted);
        if (key is null) return AuthenticateResult.Fail("The API key is unknown or revoked.");
        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, key.Id.ToString()),
                new Claim(ClaimTypes.Name, key.Name),
                new Claim(ClaimTypes.Role, key.Role),
            ],
            Scheme);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme));
    }

    /// <inheritdoc />
    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        WriteProblemAsync(Context, StatusCodes.Status401Unauthorized);

    /// <inheritdoc />
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        WriteProblemAsync(Context, StatusCodes.Status403Forbidden);
}
