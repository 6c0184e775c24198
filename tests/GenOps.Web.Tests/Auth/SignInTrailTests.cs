using GenOps.Core.Access;
using GenOps.Testing;
using GenOps.Web.Auth;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Web.Tests.Auth;

/// <summary>Counting failures and leaving traces, on both databases.</summary>
public abstract class SignInTrailTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Failed_ManyTimesAtOnce_CountsEachAndLocks()
    {
        var user = await AddAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => FailAsync()));

        Assert.Equal((4, (DateTimeOffset?)null), await StateAsync());
        await FailAsync();
        Assert.Equal((0, _time.GetUtcNow().AddMinutes(15)), await StateAsync());
        await using var db = Open();
        Assert.Equal(5, await db.AuditEntries.CountAsync(e => e.Action == "user.sign_in_failed" && e.Summary == "Sign-in failed from 192.0.2.1"));
        await using (var trail = Open()) await Trail(trail).SucceededAsync(user, "another hash", "192.0.2.1");
        Assert.Equal("another hash", (await db.Users.AsNoTracking().SingleAsync()).PasswordHash);

        async Task FailAsync()
        {
            await using var own = Open();
            await Trail(own).FailedAsync(user, "192.0.2.1");
        }
    }

    [Fact]
    public async Task Unknown_ManyTimesFromOneAddress_LeavesOneTraceAMinute()
    {
        await using var db = Open();
        var trail = Trail(db);
        for (var i = 0; i < 100; i++) await trail.UnknownAsync("192.0.2.1");
        await trail.UnknownAsync("192.0.2.2");
        _time.Advance(TimeSpan.FromMinutes(1));
        await trail.UnknownAsync("192.0.2.1");

        Assert.Equal(
            ["192.0.2.1", "192.0.2.1", "192.0.2.2"],
            await db.AuditEntries.Where(e => e.Action == "sign_in.unknown").OrderBy(e => e.ObjectId).Select(e => e.ObjectId).ToListAsync());
    }

    private async Task<User> AddAsync()
    {
        await using var db = Open();
        var user = new User { Id = Guid.NewGuid(), UserName = "ada", Email = "ada@example.com", PasswordHash = "a hash", LockoutEnabled = true, CreatedAt = DateTime.UnixEpoch };
        db.Add(user);
        await db.SaveChangesAsync();
        return user;
    }

    private async Task<(int Failed, DateTimeOffset? LockedUntil)> StateAsync()
    {
        await using var db = Open();
        var user = await db.Users.AsNoTracking().SingleAsync();
        return (user.AccessFailedCount, user.LockoutEnd);
    }

    private SignInTraceLimit? _limit;

    private SignInTrail Trail(Core.Data.GenOpsDbContext db)
    {
        var options = new IdentityOptions();
        (options.Lockout.MaxFailedAccessAttempts, options.Lockout.DefaultLockoutTimeSpan) = (5, TimeSpan.FromMinutes(15));
        return new SignInTrail(db, _limit ??= new SignInTraceLimit(_time), Options.Create(options), _time);
    }
}

public sealed class SignInTrailOnSqlite() : SignInTrailTests(DatabaseKind.Sqlite);

public sealed class SignInTrailOnPostgres() : SignInTrailTests(DatabaseKind.Postgres);
