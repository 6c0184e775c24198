using System.Net;
using GenOps.Web.Auth;
using GenOps.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Auth;

/// <summary>Who opens a fresh installation is told where the link lies.</summary>
public sealed class FirstAdministratorNoticeTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task StartPage_WithoutAdministrator_SaysWhereTheLinkIsAndKeepsItsSecret()
    {
        using var client = server.NewClient();

        var page = await StartPageAsync(client);

        Assert.Contains("There is no administrator yet", page, StringComparison.Ordinal);
        Assert.Contains("printed a link", page, StringComparison.Ordinal);
        Assert.Contains("genops user add", page, StringComparison.Ordinal);
        var link = server.App.Services.GetRequiredService<FirstAdministrator>().TakeLink(server.Address)!;
        Assert.DoesNotContain(link.Split("token=")[1], page, StringComparison.Ordinal);

        using var made = await RunningServer.SubmitAsync(client, new Uri(link).PathAndQuery,
            ("Input.Email", RunningServer.Email), ("Input.DisplayName", "Ada"), ("Input.Password", RunningServer.Password), ("Input.Repeat", RunningServer.Password));
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        using var other = server.NewClient();
        Assert.DoesNotContain("no administrator", await StartPageAsync(other), StringComparison.Ordinal);
    }

    private static async Task<string> StartPageAsync(HttpClient client)
    {
        using var start = await client.GetAsync("/");
        return await client.GetStringAsync(start.Headers.Location);
    }
}
