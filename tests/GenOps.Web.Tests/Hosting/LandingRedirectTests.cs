using System.Net;
using GenOps.Core.Access;
using GenOps.Web.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Hosting;

/// <summary>After signing in each role is on the page it works on.</summary>
public sealed class LandingRedirectTests(ServerWithAdministrator server) : IClassFixture<ServerWithAdministrator>
{
    [Theory]
    [InlineData(Roles.Operator, "/operations")]
    [InlineData(Roles.Finance, "/finance")]
    [InlineData(Roles.Reviewer, "/review")]
    [InlineData(Roles.Auditor, "/audit")]
    public async Task Start_AsOneRole_LeadsToItsPage(string role, string landing)
    {
        var email = $"{role}@landing.example.com";
        await server.App.Services.GetRequiredService<AddUser>().ExecuteAsync(
            Actor.System, new AddUserRequest { Email = email, Password = RunningServer.Password, RoleNames = [role] }, default);
        using var person = server.NewClient();
        using var signedIn = await RunningServer.SignInAsync(person, email, RunningServer.Password);

        using var start = await person.GetAsync("/");
        using var overview = await person.GetAsync("/overview");

        Assert.Equal("/", signedIn.Headers.Location?.AbsolutePath);
        Assert.Equal((HttpStatusCode.Redirect, landing), (start.StatusCode, start.Headers.Location?.OriginalString));
        Assert.Equal(HttpStatusCode.OK, overview.StatusCode);
    }

    [Fact]
    public async Task Start_AsAdministrator_IsTheOverview()
    {
        using var person = server.NewClient();
        using var signedIn = await RunningServer.SignInAsync(person, RunningServer.Email, RunningServer.Password);

        using var start = await person.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, start.StatusCode);
    }

    [Fact]
    public async Task Start_SignedOut_AsksToSignIn()
    {
        using var stranger = server.NewClient();

        using var start = await stranger.GetAsync("/");

        Assert.Equal(HttpStatusCode.Redirect, start.StatusCode);
        Assert.Contains("/account/login", start.Headers.Location?.OriginalString, StringComparison.Ordinal);
    }
}
