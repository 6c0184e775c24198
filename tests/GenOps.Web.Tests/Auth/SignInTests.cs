using System.Net;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Web.Auth;
using GenOps.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Auth;

public sealed class SignInTests(ServerWithAdministrator server) : IClassFixture<ServerWithAdministrator>
{
    [Fact]
    public async Task SignIn_RightPassword_SetsAHardenedCookieAndOpensThePages()
    {
        using var client = server.NewClient();
        using var answer = await RunningServer.SignInAsync(client, RunningServer.Email, RunningServer.Password);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("genops-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        using var home = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
        using var missing = await client.GetAsync("/no/such/page");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task SignIn_FiveWrongPasswords_LocksTheAccountAndLeavesATrace()
    {
        await AddAsync("locked@example.com", Roles.Reviewer);
        using var client = server.NewClient();
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await RunningServer.SignInAsync(client, "locked@example.com", "not this one at all");
            Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
        }

        using var right = await RunningServer.SignInAsync(client, "locked@example.com", RunningServer.Password);

        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        await using var db = await server.App.Services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>().CreateDbContextAsync();
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == "user.locked" && e.ActorName == "locked@example.com"));
    }

    [Fact]
    public async Task SignIn_WithoutTheFormsToken_IsRefused()
    {
        using var client = server.NewClient();
        using var form = new FormUrlEncodedContent(
            [new("_handler", "login"), new("Input.Email", RunningServer.Email), new("Input.Password", RunningServer.Password)]);
        using var answer = await client.PostAsync("/account/login", form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example")]
    [InlineData("/\\elsewhere.example")]
    public async Task SignIn_ReturnToAnotherSite_GoesHomeInstead(string returnUrl)
    {
        using var client = server.NewClient();
        using var answer = await RunningServer.SubmitAsync(
            client, "/account/login?returnUrl=" + Uri.EscapeDataString(returnUrl),
            ("Input.Email", RunningServer.Email), ("Input.Password", RunningServer.Password));

        Assert.DoesNotContain("elsewhere", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignOut_ByForm_ClosesThePages()
    {
        using var client = server.NewClient();
        using var signIn = await RunningServer.SignInAsync(client, RunningServer.Email, RunningServer.Password);
        using var signOut = await RunningServer.SubmitAsync(client, "/account/logout");

        using var home = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.Redirect, home.StatusCode);
    }

    [Fact]
    public async Task ChangeOwnPassword_CurrentIsWrong_ChangesNothingAndCountsTowardsTheLock()
    {
        await AddAsync("changer@example.com", Roles.Reviewer);
        using var client = server.NewClient();
        using var signIn = await RunningServer.SignInAsync(client, "changer@example.com", RunningServer.Password);

        using var wrong = await ChangeAsync(client, "not this one at all", "walnut ladder comet 7");
        using var right = await ChangeAsync(client, RunningServer.Password, "walnut ladder comet 7");

        Assert.Contains("It is wrong", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Your password is changed", await right.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var other = server.NewClient();
        using var old = await RunningServer.SignInAsync(other, "changer@example.com", RunningServer.Password);
        using var now = await RunningServer.SignInAsync(other, "changer@example.com", "walnut ladder comet 7");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Redirect), (old.StatusCode, now.StatusCode));
    }

    [Fact]
    public async Task ChangeOwnPassword_ToACommonOne_IsRefused()
    {
        await AddAsync("common@example.com", Roles.Reviewer);
        using var client = server.NewClient();
        using var signIn = await RunningServer.SignInAsync(client, "common@example.com", RunningServer.Password);

        using var refused = await ChangeAsync(client, RunningServer.Password, "C0unterStrike!!");

        Assert.Contains("It is easy to guess", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidInputException>(() => AddAsync("new@example.com", Roles.Reviewer, "leavemealone"));
    }

    [Fact]
    public async Task ResetUserPassword_ByAnAdministrator_ReplacesTheOld()
    {
        var id = await AddAsync("forgetful@example.com", Roles.Reviewer);

        var password = await server.App.Services.GetRequiredService<ResetUserPassword>().ExecuteAsync(Actor.System, id, default);

        using var client = server.NewClient();
        using var old = await RunningServer.SignInAsync(client, "forgetful@example.com", RunningServer.Password);
        using var now = await RunningServer.SignInAsync(client, "forgetful@example.com", password);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Redirect), (old.StatusCode, now.StatusCode));
    }

    [Fact]
    public async Task ApiKey_Valid_IsLetInUntilRevoked()
    {
        var services = server.App.Services;
        var key = await services.GetRequiredService<AddApiKey>().ExecuteAsync(Actor.System, new("nightly export", Roles.Auditor), default);
        using var client = server.NewClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key.Secret);

        using var before = await client.GetAsync("/overview");
        await services.GetRequiredService<RevokeApiKey>().ExecuteAsync(Actor.System, key.Id, default);
        using var after = await client.GetAsync("/overview");

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Equal("application/problem+json", after.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task ApiKey_Stored_IsOnlyAHash()
    {
        var services = server.App.Services;
        var made = await services.GetRequiredService<AddApiKey>().ExecuteAsync(Actor.System, new("hash only", Roles.Finance), default);

        await using var db = await services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>().CreateDbContextAsync();
        var stored = await db.ApiKeys.SingleAsync(k => k.Id == made.Id);
        Assert.Equal(ApiKeySecret.HashOf(made.Secret), stored.KeyHash);
        Assert.Equal(ApiKeySecret.PrefixLength, stored.Prefix.Length);
    }

    [Fact]
    public async Task AddUser_NotAnAdministrator_IsDenied()
    {
        var reviewer = new Actor(Guid.NewGuid(), "reviewer", new HashSet<string> { Roles.Reviewer });
        var request = new AddUserRequest { Email = "x@example.com", Password = RunningServer.Password, RoleNames = [Roles.Admin] };

        await Assert.ThrowsAsync<AccessDeniedException>(() => server.App.Services.GetRequiredService<AddUser>().ExecuteAsync(reviewer, request, default));
    }

    private static Task<HttpResponseMessage> ChangeAsync(HttpClient client, string current, string next) => RunningServer.SubmitAsync(
        client, "/account/password", ("Input.Current", current), ("Input.Next", next), ("Input.Repeat", next));

    private Task<UserId> AddAsync(string email, string role, string password = RunningServer.Password) => server.App.Services.GetRequiredService<AddUser>().ExecuteAsync(
        Actor.System, new AddUserRequest { Email = email, Password = password, RoleNames = [role] }, default);
}
