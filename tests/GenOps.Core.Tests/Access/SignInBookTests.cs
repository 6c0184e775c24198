using GenOps.Core.Access;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Access;

/// <summary>Which sign-ins hold, as every node asks.</summary>
public abstract class SignInBookTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 2, 12, 0, 0, TimeSpan.Zero));

    private SignInBook Book => new(Database.Runner(_clock), Database.Contexts, _clock);

    [Fact]
    public async Task End_OneOfTwo_EndsThatOneOnEveryNodeAndAudits()
    {
        var rob = await UserAsync("rob");
        var (here, there) = (await BeginAsync(rob), await BeginAsync(rob));

        await Book.EndAsync(new Actor(rob.Id, "rob", new HashSet<string>()), here, CancellationToken.None);
        await Book.EndAsync(new Actor(rob.Id, "rob", new HashSet<string>()), here, CancellationToken.None);

        Assert.False(await Book.HoldsAsync(here, CancellationToken.None));
        Assert.True(await Book.HoldsAsync(there, CancellationToken.None));
        Assert.Equal([here], await Book.EndedAsync([here, there], CancellationToken.None));
        await using var db = Open();
        var entry = await db.AuditEntries.SingleAsync();
        Assert.Equal(("user.sign_out", "rob", rob.Id.ToString()), (entry.Action, entry.ActorName, entry.ObjectId));
    }

    [Theory]
    [InlineData("lock")]
    [InlineData("roles")]
    public async Task Holds_AfterACommandOnTheAccount_IsFalseForAllItsSignIns(string command)
    {
        var (ada, rob) = (await UserAsync("ada"), await UserAsync("rob"));
        var (first, second, others) = (await BeginAsync(rob), await BeginAsync(rob), await BeginAsync(ada));

        if (command == "lock") await new LockUser(Database.Runner(_clock)).ExecuteAsync(Actor.System, new LockUserRequest(UserId.From(rob.Id), true), CancellationToken.None);
        else await new SetUserRoles(Database.Runner(_clock)).ExecuteAsync(Actor.System, new SetUserRolesRequest(UserId.From(rob.Id), [Roles.Finance]), CancellationToken.None);

        var ended = await Book.EndedAsync([first, second, others], CancellationToken.None);
        Assert.Equal(new HashSet<SignInId> { first, second }, ended);
        Assert.False(await Book.HoldsAsync(first, CancellationToken.None));
    }

    [Fact]
    public async Task Begin_InsteadOfAnother_EndsThat()
    {
        var rob = await UserAsync("rob");
        var before = await BeginAsync(rob);

        var after = await Book.BeginAsync(UserId.From(rob.Id), rob.SecurityStamp!, before, CancellationToken.None);

        Assert.Equal([before], await Book.EndedAsync([before, after], CancellationToken.None));
    }

    [Fact]
    public async Task Holds_PastItsAge_IsFalseAndItIsForgottenInTime()
    {
        var rob = await UserAsync("rob");
        var old = await BeginAsync(rob);

        _clock.Advance(SignInBook.Longest - TimeSpan.FromMinutes(1));
        var holds = await Book.HoldsAsync(old, CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(2));

        Assert.True(holds);
        Assert.False(await Book.HoldsAsync(old, CancellationToken.None));
        var next = await BeginAsync(rob);
        await using var db = Open();
        Assert.Equal(next, (await db.SignIns.SingleAsync()).Id);
    }

    [Fact]
    public async Task Holds_OneThatNeverWas_IsFalse() => Assert.False(await Book.HoldsAsync(Id.New<SignInId>(), CancellationToken.None));

    private Task<SignInId> BeginAsync(User user) => Book.BeginAsync(UserId.From(user.Id), user.SecurityStamp!, null, CancellationToken.None);

    private async Task<User> UserAsync(string name)
    {
        var email = $"{name}@example.com";
        var user = new User
        {
            Id = Guid.CreateVersion7(),
            UserName = email,
            NormalizedUserName = email.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            SecurityStamp = Guid.NewGuid().ToString("N"),
            CreatedAt = _clock.UtcNow(),
        };
        await using var db = Open();
        db.Add(user);
        foreach (var role in Roles.All)
        {
            if (!await db.RoleRows.AnyAsync(r => r.Name == role))
                db.Add(new Microsoft.AspNetCore.Identity.IdentityRole<Guid>(role) { Id = Guid.CreateVersion7(), NormalizedName = role.ToUpperInvariant() });
        }

        await db.SaveChangesAsync();
        return user;
    }
}

public sealed class SignInBookTestsOnSqlite() : SignInBookTests(DatabaseKind.Sqlite);

public sealed class SignInBookTestsOnPostgres() : SignInBookTests(DatabaseKind.Postgres);
