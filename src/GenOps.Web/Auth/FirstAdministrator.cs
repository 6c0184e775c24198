using System.Security.Cryptography;
using System.Text;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Web.Processes;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Web.Auth;

/// <summary>
/// How the first administrator comes to be: by two environment variables, or by a link that is printed at the start,
/// works once, and is worth nothing once there is an administrator. Only the token's hash stays in memory.
/// </summary>
public sealed class FirstAdministrator(
    IDbContextFactory<GenOpsDbContext> databases, AddUser addUser, IConfiguration settings, IServiceScopeFactory scopes) : IDisposable
{
    private readonly SemaphoreSlim _once = new(1, 1);
    private string? _token;
    private byte[]? _tokenHash;

    /// <summary>Makes sure of the roles, and of an administrator or a token with which to become one.</summary>
    /// <exception cref="StartFailedException">The environment names an administrator that cannot be made.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await EnsureRolesAsync();
        if (await ExistsAsync(cancellationToken)) return;
        if (await MakeFromEnvironmentAsync(cancellationToken)) return;
        _token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        _tokenHash = HashOf(_token);
    }

    /// <summary>The link to print; the token is forgotten with it. Null when none is needed or it was taken before.</summary>
    /// <param name="address">Where the server listens.</param>
    public string? TakeLink(string address)
    {
        var token = Interlocked.Exchange(ref _token, null);
        return token is null ? null : $"{address.TrimEnd('/')}/setup?token={token}";
    }

    /// <summary>Whether somebody still has to become the first administrator.</summary>
    public async Task<bool> IsAwaitedAsync(CancellationToken cancellationToken) => _tokenHash is not null && !await ExistsAsync(cancellationToken);

    /// <summary>Whether a token still makes the first administrator.</summary>
    public async Task<bool> AcceptsAsync(string? token, CancellationToken cancellationToken) =>
        Matches(token) && !await ExistsAsync(cancellationToken);

    /// <summary>Makes the first administrator and spends the token.</summary>
    /// <exception cref="ConflictException">The token is spent or wrong, or somebody was faster.</exception>
    /// <exception cref="InvalidInputException">The e-mail or password is not acceptable; the token stays good.</exception>
    public async Task<UserId> CreateAsync(string? token, string email, string password, string displayName, CancellationToken cancellationToken)
    {
        await _once.WaitAsync(cancellationToken);
        try
        {
            if (!await AcceptsAsync(token, cancellationToken))
                throw new ConflictException("This link is no longer good. If there is no administrator yet, restart GenOps: it prints a new one.");
            var user = await addUser.ExecuteAsync(Actor.System, Request(email, password, displayName), cancellationToken);
            _tokenHash = null;
            return user;
        }
        finally
        {
            _once.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _once.Dispose();

    private async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.UserRoles.AnyAsync(l => db.RoleRows.Any(r => r.Id == l.RoleId && r.Name == Roles.Admin), cancellationToken);
    }

    private async Task EnsureRolesAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var roles = scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole<Guid>>>();
        foreach (var name in Roles.All)
        {
            if (!await roles.RoleExistsAsync(name))
                await roles.CreateAsync(new IdentityRole<Guid>(name) { Id = Guid.CreateVersion7() });
        }
    }

    private async Task<bool> MakeFromEnvironmentAsync(CancellationToken cancellationToken)
    {
        var email = settings["GENOPS_ADMIN_EMAIL"];
        var password = settings["GENOPS_ADMIN_PASSWORD"];
        if (string.IsNullOrEmpty(email) && string.IsNullOrEmpty(password)) return false;
        if (string.IsNullOrEmpty(email) || string.IsNullOrEmpty(password))
            throw new StartFailedException("GENOPS_ADMIN_EMAIL and GENOPS_ADMIN_PASSWORD belong together: set both, or neither.");
        try
        {
            await addUser.ExecuteAsync(Actor.System, Request(email, password, ""), cancellationToken);
            return true;
        }
        catch (InvalidInputException e)
        {
            var reasons = string.Join(" ", e.Problems.Select(p => $"{p.Field}: {p.Problem} {p.Cure}"));
            throw new StartFailedException($"The administrator of GENOPS_ADMIN_EMAIL / GENOPS_ADMIN_PASSWORD cannot be made. {reasons}", e);
        }
    }

    private static AddUserRequest Request(string email, string password, string displayName) =>
        new() { Email = email, Password = password, DisplayName = displayName, RoleNames = [Roles.Admin] };

    private bool Matches(string? token) =>
        token is not null && _tokenHash is { } expected && CryptographicOperations.FixedTimeEquals(HashOf(token), expected);

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
