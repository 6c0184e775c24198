using GenOps.Core.Access;
using GenOps.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Access;

public abstract class AccountsTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly DateTime Noon = new(2026, 11, 2, 12, 0, 0, DateTimeKind.Utc);
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(Noon));

    [Fact]
    public async Task SetRoles_ByAnAdministrator_ReplacesThemEndsSignInsAndAudits()
    {
        var (admin, rob) = (await UserAsync("ada", Roles.Admin), await UserAsync("rob", Roles.Reviewer));

        await SetRolesAsync(admin, rob, Roles.Finance, Roles.Operator);

        var row = (await Rows()).Single(u => u.Id.Value == rob.Id);
        Assert.Equal([Roles.Operator, Roles.Finance], row.RoleNames);
        await using var db = Open();
        Assert.NotEqual(rob.SecurityStamp, (await db.Users.SingleAsync(u => u.Id == rob.Id)).SecurityStamp);
        Assert.Equal("Gave rob@example.com the roles Finance, Operator", (await db.AuditEntries.SingleAsync()).Summary);
    }

    [Fact]
    public async Task SetRoles_OfTheOnlyAdministrator_IsRefused()
    {
        var admin = await UserAsync("ada", Roles.Admin);

        await Assert.ThrowsAsync<ConflictException>(() => SetRolesAsync(admin, admin, Roles.Finance));
        await Assert.ThrowsAsync<InvalidInputException>(() => SetRolesAsync(admin, admin));
        await Assert.ThrowsAsync<InvalidInputException>(() => SetRolesAsync(admin, admin, "King"));
    }

    [Fact]
    public async Task SetRoles_BySomebodyElse_IsDenied()
    {
        var rob = await UserAsync("rob", Roles.Reviewer);
        var actor = new Actor(rob.Id, "rob", new HashSet<string> { Roles.Reviewer });

        await Assert.ThrowsAsync<AccessDeniedException>(() => new SetUserRoles(Database.Runner(_clock)).ExecuteAsync(
            actor, new SetUserRolesRequest(UserId.From(rob.Id), [Roles.Admin]), CancellationToken.None));
    }

    [Fact]
    public async Task Lock_AndUnlock_AreShownAndAudited()
    {
        var (admin, rob) = (await UserAsync("ada", Roles.Admin), await UserAsync("rob", Roles.Reviewer));

        await LockAsync(admin, rob, locked: true);
        Assert.True((await Rows()).Single(u => u.Id.Value == rob.Id).Locked);

        await LockAsync(admin, rob, locked: false);
        Assert.False((await Rows()).Single(u => u.Id.Value == rob.Id).Locked);
        await using var db = Open();
        Assert.Equal(["user.lock", "user.unlock"], await db.AuditEntries.OrderBy(e => e.At).ThenBy(e => e.Action).Select(e => e.Action).ToListAsync());
    }

    [Fact]
    public async Task Lock_OfOneself_IsRefused()
    {
        var (admin, _) = (await UserAsync("ada", Roles.Admin), await UserAsync("bea", Roles.Admin));

        await Assert.ThrowsAsync<ConflictException>(() => LockAsync(admin, admin, locked: true));
    }

    [Fact]
    public async Task Revoke_ApiKey_StaysInTheListAsRevoked()
    {
        var admin = Actor.CommandLine;
        var made = await new AddApiKey(Database.Runner(_clock), _clock).ExecuteAsync(admin, new AddApiKeyRequest("export", Roles.Auditor), CancellationToken.None);
        var revoke = new RevokeApiKey(Database.Runner(_clock));

        await revoke.ExecuteAsync(admin, made.Id, CancellationToken.None);
        await revoke.ExecuteAsync(admin, made.Id, CancellationToken.None);

        var row = Assert.Single(await new ApiKeysQuery(Database.Contexts).ReadAsync(admin, CancellationToken.None));
        Assert.Equal(Noon, row.RevokedAt);
        Assert.StartsWith(row.Prefix, made.Secret);
        await using var db = Open();
        Assert.Equal(1, await db.AuditEntries.CountAsync(e => e.Action == "apikey.revoke"));
    }

    private Task<IReadOnlyList<UserRow>> Rows() => new UsersQuery(Database.Contexts, _clock).ReadAsync(Actor.System, CancellationToken.None);

    private Task SetRolesAsync(User actor, User user, params string[] roles) => new SetUserRoles(Database.Runner(_clock)).ExecuteAsync(
        ActorOf(actor), new SetUserRolesRequest(UserId.From(user.Id), roles), CancellationToken.None);

    private Task LockAsync(User actor, User user, bool locked) => new LockUser(Database.Runner(_clock)).ExecuteAsync(
        ActorOf(actor), new LockUserRequest(UserId.From(user.Id), locked), CancellationToken.None);

    private static Actor ActorOf(User admin) => new(admin.Id, admin.DisplayName, new HashSet<string> { Roles.Admin });

    private async Task<User> UserAsync(string name, string role)
    {
        await using var db = Open();
        foreach (var missing in Roles.All.Except(await db.RoleRows.Select(r => r.Name!).ToListAsync()))
            db.Add(new IdentityRole<Guid>(missing) { Id = Guid.CreateVersion7(), NormalizedName = missing.ToUpperInvariant() });
        var user = new User
        {
            Id = Guid.CreateVersion7(),
            UserName = $"{name}@example.com",
            NormalizedUserName = $"{name}@example.com".ToUpperInvariant(),
            Email = $"{name}@example.com",
            DisplayName = name,
            CreatedAt = Noon,
            SecurityStamp = "before",
        };
        db.Add(user);
        await db.SaveChangesAsync();
        db.Add(new IdentityUserRole<Guid> { UserId = user.Id, RoleId = (await db.RoleRows.SingleAsync(r => r.Name == role)).Id });
        await db.SaveChangesAsync();
        return user;
    }
}

public sealed class AccountsTestsOnSqlite() : AccountsTests(DatabaseKind.Sqlite);

public sealed class AccountsTestsOnPostgres() : AccountsTests(DatabaseKind.Postgres);
