using System.Net;
using GenOps.Web.Auth;
using GenOps.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Auth;

public sealed class FirstAdministratorTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task SetupLink_UsedOnce_MakesTheAdministratorAndIsSpent()
    {
        var first = server.App.Services.GetRequiredService<FirstAdministrator>();
        var link = new Uri(first.TakeLink(server.Address)!).PathAndQuery;
        Assert.Null(first.TakeLink(server.Address));
        using var client = server.NewClient();

        using var wrong = await client.GetAsync("/setup?token=" + new string('0', 64));
        Assert.Contains("no longer good", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var weak = await SubmitAsync(client, link, "password1234");
        Assert.Contains("easy to guess", await weak.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var common = await SubmitAsync(client, link, "leavemealone");
        Assert.Contains("easy to guess", await common.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var made = await SubmitAsync(client, link, RunningServer.Password);
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        using var home = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
        using var again = await client.GetAsync(link);
        Assert.Contains("no longer good", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> SubmitAsync(HttpClient client, string link, string password) =>
        RunningServer.SubmitAsync(client, link,
            ("Input.Email", RunningServer.Email), ("Input.DisplayName", "Ada"), ("Input.Password", password), ("Input.Repeat", password));
}
