using System.Net;
using System.Text.Json.Nodes;
using GenOps.EndToEnd.Tests.Pages;
using GenOps.Web.Hosting;
using GenOps.Web.Processes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GenOps.EndToEnd.Tests.Walks;

/// <summary>An administrator looks at a year of use that never was, beside an installation that stays as it is.</summary>
public sealed class DemonstrationWalk
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(BrowserProgram.Patience);

    [Fact]
    public async Task Year_MadeByOneButton_IsLookedAtSignedInAndPutAway()
    {
        await using var server = await StartAsync();
        await using var context = await BrowserProgram.NewContextAsync(server.Address);
        var page = await OpenYearAsync(context);
        var folder = FolderOf(server);
        var card = ServerCard.Read(folder)!;

        var year = await context.RunAndWaitForPageAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Open the year" }).ClickAsync());
        await Expect(year.GetByText("none of this happened")).ToBeVisibleAsync();
        await Expect(year.Locator(".tiles").GetByText("Spend", new() { Exact = true })).ToBeVisibleAsync();
        await year.SettleAsync();
        Assert.Matches(@"\$[1-9][\d,.]*\d", await year.Locator(".tiles, .go-tiles").First.InnerTextAsync());
        await year.GetByRole(AriaRole.Link, new() { Name = "All pages" }).ClickAsync();
        await year.GetByRole(AriaRole.Link, new() { Name = "Providers", Exact = true }).ClickAsync();
        await Expect(year.GetByRole(AriaRole.Heading, new() { Name = "Providers", Exact = true })).ToBeVisibleAsync();
        await year.SettleAsync();
        Assert.DoesNotContain("alpha", await year.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        if (OperatingSystem.IsLinux()) Assert.DoesNotContain("secret", await File.ReadAllTextAsync($"/proc/{card.ProcessId}/environ"), StringComparison.Ordinal);

        await AssertTicketIsGoodOnceAsync(context, server);
        await SignOutAsync(year);
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Open the year" })).ToBeVisibleAsync();
        Assert.Empty(JsonNode.Parse((await GenOpsProgram.RunAsync("runs", "list", "--json", "--data", server.DataFolder)).Output)!["items"]!.AsArray());

        await page.GetByRole(AriaRole.Button, new() { Name = "Put it away" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Look at a year of it" })).ToBeVisibleAsync();
        Assert.False(Directory.Exists(folder));
        using var http = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri(card.Address)));
    }

    [Fact]
    public async Task Year_OfAProductThatStopsOrIsKilled_EndsWithItAndIsOpenedAgain()
    {
        await using var server = await StartAsync();
        await using var context = await BrowserProgram.NewContextAsync(server.Address);
        var page = await OpenYearAsync(context);
        using var folder = new DataFolder(FolderOf(server));
        Assert.False(folder.TryTake());

        await page.GotoAsync("about:blank");
        Assert.Equal(0, await server.StopAsync());
        Assert.True(folder.TryTake());
        folder.Dispose();

        await server.RestartAsync();
        await page.OpenAsync(new Uri(server.Address, "/welcome").ToString());
        await PressAsync(page, "Open it again");
        var card = ServerCard.Read(FolderOf(server))!;
        await server.SignalAsync("KILL");
        await server.WaitForEndAsync(Patience);

        // The lock is the operating system's and goes with the process.
        using var limit = new CancellationTokenSource(Patience);
        while (!folder.TryTake()) await Task.Delay(50, limit.Token);
        using var http = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri(card.Address)));
    }

    private static Task<GenOpsProcess> StartAsync() => GenOpsProcess.StartAsync(new GenOpsStart
    {
        Environment = new Dictionary<string, string>
        {
            ["GenOps__Demonstration__Calls"] = "400",
            ["GenOps__Providers__alpha__BaseUrl"] = "https://alpha.example.com/v1",
            ["GenOps__Providers__alpha__ApiKey"] = "secret-of-alpha",
            ["GenOps__Providers__alpha__Models__Small"] = "a-small",
        },
    });

    private static string FolderOf(GenOpsProcess server) => Path.Combine(server.DataFolder, "demonstration");

    /// <summary>Signs in, presses the button, and waits until the year can be opened.</summary>
    private static async Task<IPage> OpenYearAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        await PageServer.SignInAsync(page, GenOpsStart.AdminEmail, GenOpsStart.Password);
        await page.OpenAsync("/welcome");
        await PressAsync(page, "Look at a year of it");
        return page;
    }

    private static async Task PressAsync(IPage page, string button)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Open the year" })).ToBeVisibleAsync();
    }

    private static async Task AssertTicketIsGoodOnceAsync(IBrowserContext context, GenOpsProcess server)
    {
        var led = await context.APIRequest.GetAsync(new Uri(server.Address, "/demonstration").ToString(), new() { MaxRedirects = 0 });
        var entry = new Uri(led.Headers["location"]);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
        using var first = await http.GetAsync(entry);
        using var second = await http.GetAsync(entry);
        Assert.Equal((HttpStatusCode.Redirect, "/finance?money=sandbox&period=year"), (first.StatusCode, first.Headers.Location!.ToString()));
        Assert.Equal((HttpStatusCode.Redirect, "/account/login"), (second.StatusCode, second.Headers.Location!.ToString()));
    }

    private static async Task SignOutAsync(IPage year)
    {
        await year.GotoAsync(new Uri(new Uri(year.Url), "/account/logout").ToString());
        await year.ClickAsync("button[type=submit]");
        await Expect(year.GetByText("Nobody signs in to a demonstration by a password")).ToBeVisibleAsync();
    }
}
