using GenOps.Web.Tests.Hosting;

namespace GenOps.Web.Tests.Components.Layout;

/// <summary>What the first answer of a live page shows, before any script has run.</summary>
public sealed class FirstPaintTests(ServerWithAdministrator server) : IClassFixture<ServerWithAdministrator>
{
    [Theory]
    [InlineData("/operations/runs", "Runs")]
    [InlineData("/finance/ledger", "Ledger")]
    [InlineData("/", "Opening…")]
    public async Task Page_FirstAnswer_HoldsNavigationHeaderAndSkeletonButNotThePageItself(string address, string title)
    {
        using var client = server.NewClient();
        using var signedIn = await RunningServer.SignInAsync(client, RunningServer.Email, RunningServer.Password);

        var html = await client.GetStringAsync(address);

        Assert.Contains("<nav aria-label=\"Main\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/pages\"", html, StringComparison.Ordinal);
        Assert.Contains($">{title}</h1>", System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("aria-busy=\"true\"", html, StringComparison.Ordinal);
        // Read once, in the circuit: neither a table nor what stands for an empty one.
        Assert.DoesNotContain("<table", html, StringComparison.Ordinal);
        Assert.DoesNotContain("empty-state", html, StringComparison.Ordinal);
    }
}
