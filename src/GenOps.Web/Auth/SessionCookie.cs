using System.Security.Claims;
using GenOps.Core;
using GenOps.Core.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.Options;

namespace GenOps.Web.Auth;

/// <summary>
/// Ties the cookie to a sign-in on the server. A cookie by itself holds until it runs out, whoever kept a copy of it; this one is asked about at
/// each request, so signing out, a lock, other roles and another password end it at once, on every node.
/// </summary>
public sealed class SessionCookie(SignInBook signIns, IOptions<IdentityOptions> identity)
{
    /// <summary>The claim that names the sign-in.</summary>
    private const string ClaimType = "genops-sign-in";

    /// <summary>The sign-in that a principal came by; null for a program's key.</summary>
    public static SignInId? Of(ClaimsPrincipal? principal) =>
        Id.TryParse<SignInId>(principal?.FindFirstValue(ClaimType), out var id) ? id : null;

    /// <summary>Lets the cookie's events go through this class.</summary>
    internal static void Attach(CookieAuthenticationEvents events)
    {
        events.OnSigningIn = context => Here(context).BeginAsync(context);
        events.OnValidatePrincipal = context => Here(context).ValidateAsync(context);
        events.OnSigningOut = context => Here(context).EndAsync(context.HttpContext);
    }

    private async Task BeginAsync(CookieSigningInContext context)
    {
        var principal = context.Principal ?? throw new InvalidOperationException("Nobody is signed in.");
        // Who signs in anew leaves the earlier sign-in of this browser, so that no copy of its cookie outlives it.
        var earlier = Of(context.HttpContext.User);
        var user = UserId.From(Guid.Parse(principal.FindFirstValue(ClaimTypes.NameIdentifier)!));
        var stamp = principal.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType) ?? "";
        var id = await signIns.BeginAsync(user, stamp, earlier, context.HttpContext.RequestAborted);
        var own = principal.Identities.First();
        foreach (var claim in own.FindAll(ClaimType).ToList()) own.RemoveClaim(claim);
        own.AddClaim(new Claim(ClaimType, id.ToString()));
    }

    private async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        // Assets are the same for all, and a page asks for dozens.
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null) return;
        if (Of(context.Principal) is { } id && await signIns.HoldsAsync(id, context.HttpContext.RequestAborted)) return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    private async Task EndAsync(HttpContext context)
    {
        if (Of(context.User) is { } id) await signIns.EndAsync(ActorAccessor.From(context.User), id, CancellationToken.None);
    }

    private static SessionCookie Here<TOptions>(PropertiesContext<TOptions> context)
        where TOptions : AuthenticationSchemeOptions => context.HttpContext.RequestServices.GetRequiredService<SessionCookie>();
}
