using System.Net;
using System.Text.RegularExpressions;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Web.Auth;
using GenOps.Web.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GenOps.Web.Tests.Auth;

/// <summary>What somebody learns, and leaves behind, who tries passwords at the sign-in page.</summary>
public sealed partial class SignInGuessingTests(SignInGuessingTests.CountingServer server) : IClassFixture<SignInGuessingTests.CountingServer>
{
    private const string Wrong = "not this one at all";

    [Fact]
    public async Task SignIn_UnknownLockedOldAndKnownAccount_AnswersAlikeAfterOneVerificationOfTheSameWork()
    {
        await AddAsync("known@example.com");
        var locked = await AddAsync("shut@example.com");
        await AddAsync("old@example.com");
        await ChangeAsync("old@example.com", u => u.PasswordHash = new PasswordHasher<User>().HashPassword(u, RunningServer.Password));
        await server.App.Services.GetRequiredService<LockUser>().ExecuteAsync(Actor.System, new LockUserRequest(locked, true), default);

        var answers = new List<string>();
        foreach (var (email, password) in new[]
        {
            ("known@example.com", Wrong), ("nobody@example.com", Wrong), ("shut@example.com", Wrong), ("shut@example.com", RunningServer.Password), ("old@example.com", Wrong),
        })
        {
            CountingHasher.Verified.Clear();
            using var client = server.NewClient();
            using var answer = await RunningServer.SignInAsync(client, email, password);
            answers.Add($"{answer.StatusCode} {Plain(await answer.Content.ReadAsStringAsync(), email)}");
            // One verification, and what an old hash lacks in work is made up for.
            Assert.Equal(SteadyPasswordHasher.Iterations, Assert.Single(CountingHasher.Verified));
        }

        Assert.Single(answers.Distinct());
        Assert.Contains("E-mail or password is wrong, or the account is locked", answers[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_HashOfLessWork_IsMadeAnewAndGoesOnFitting()
    {
        await AddAsync("early@example.com");
        await ChangeAsync("early@example.com", u => u.PasswordHash = new PasswordHasher<User>().HashPassword(u, RunningServer.Password));
        Assert.Equal(110_000, SteadyPasswordHasher.Missing((await FindAsync("early@example.com")).PasswordHash!));
        using var client = server.NewClient();

        using var first = await RunningServer.SignInAsync(client, "early@example.com", RunningServer.Password);

        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        Assert.Equal(0, SteadyPasswordHasher.Missing((await FindAsync("early@example.com")).PasswordHash!));
        using var other = server.NewClient();
        using var again = await RunningServer.SignInAsync(other, "early@example.com", RunningServer.Password);
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
        // The first is still signed in: the same password, only kept better.
        using var home = await client.GetAsync("/account/password");
        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
    }

    [Fact]
    public async Task SignIn_ManyAtOnceAtAnAccountThatIsNot_IsThrottledWithOneTraceOfItsAddress()
    {
        var before = await TracesAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, SignInThrottle.OfAccount + 2).Select(async _ =>
        {
            using var client = server.NewClient();
            using var answer = await RunningServer.SignInAsync(client, "ghost@example.com", Wrong);
            return (answer.StatusCode, Retry: answer.Headers.RetryAfter?.Delta, Body: await answer.Content.ReadAsStringAsync());
        }));

        Assert.Equal(SignInThrottle.OfAccount, answers.Count(a => a.StatusCode == HttpStatusCode.OK));
        var refused = answers.Where(a => a.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        Assert.Equal(2, refused.Count);
        Assert.All(refused, a =>
        {
            Assert.InRange(a.Retry!.Value, TimeSpan.FromSeconds(1), SignInThrottle.Window);
            Assert.Contains($"Too many attempts to sign in from here or with this account. Try again in {a.Retry.Value.TotalSeconds} seconds.", a.Body, StringComparison.Ordinal);
        });
        var traces = await TracesAsync();
        var fresh = traces.Where(t => before.All(b => b.Id != t.Id)).ToList();
        // The other tests of this class come from the same address: one a minute of a kind is all there may be.
        Assert.InRange(traces.Count(t => t.Action == "sign_in.unknown"), 1, 2);
        var throttled = Assert.Single(fresh, t => t.Action == "sign_in.throttled");
        Assert.Equal(("address", "127.0.0.1", "Attempts to sign in refused for a while, from 127.0.0.1: too many"), (throttled.ObjectType, throttled.ObjectId, throttled.Summary));
        Assert.All(traces, t => Assert.DoesNotContain("ghost", t.Summary, StringComparison.Ordinal));
    }

    private static string Plain(string page, string email) => Values().Replace(page, "value").Replace(email, "", StringComparison.Ordinal);

    // The form's token, the nonce of the scripts and the state of the page differ from one answer to the next.
    [GeneratedRegex("(value|nonce|name)=\"[^\"]*\"|<!--Blazor[^>]*-->")]
    private static partial Regex Values();

    private Task<UserId> AddAsync(string email) => server.App.Services.GetRequiredService<AddUser>().ExecuteAsync(
        Actor.System, new AddUserRequest { Email = email, Password = RunningServer.Password, RoleNames = [Roles.Reviewer] }, default);

    private GenOpsDbContext Open() => server.App.Services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>().CreateDbContext();

    private async Task<User> FindAsync(string email)
    {
        await using var db = Open();
        return await db.Users.AsNoTracking().SingleAsync(u => u.Email == email);
    }

    private async Task ChangeAsync(string email, Action<User> change)
    {
        await using var db = Open();
        change(await db.Users.SingleAsync(u => u.Email == email));
        await db.SaveChangesAsync();
    }

    private async Task<List<AuditEntry>> TracesAsync()
    {
        await using var db = Open();
        return await db.AuditEntries.AsNoTracking().Where(e => e.ObjectType == "address").ToListAsync();
    }

    /// <summary>The real server, whose hasher notes the work it does.</summary>
    public sealed class CountingServer : ServerWithAdministrator
    {
        protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddScoped<IPasswordHasher<User>, CountingHasher>();
    }

    /// <summary>The rounds of each verification: those of the hash, and what was worked besides.</summary>
    private sealed class CountingHasher(IOptions<PasswordHasherOptions> options) : SteadyPasswordHasher(options)
    {
        public static List<int> Verified { get; } = [];

        public override PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
        {
            lock (Verified) Verified.Add(Iterations - Missing(hashedPassword));
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }

        protected override void Work(string password, int rounds)
        {
            lock (Verified) Verified[^1] += rounds;
            base.Work(password, rounds);
        }
    }
}
