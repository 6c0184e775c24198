using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using GenOps.Core.Starts.Triggers;
using GenOps.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GenOps.EndToEnd.Tests.Walks;

/// <summary>
/// In a real browser: a webhook is made, its secret is shown once and starts a run from outside; a file in a watched folder starts one;
/// and a paused pipeline becomes an alert that is muted.
/// </summary>
public sealed class TriggerWalk
{
    [Fact]
    public async Task WebhookFolderAndAlert_MadeUsedAndMuted_AreWalked()
    {
        await using var server = await GenOpsProcess.StartAsync(new GenOpsStart { Samples = true });
        await using var context = await BrowserProgram.NewContextAsync(server.Address);
        var page = await context.NewPageAsync();
        var faults = await PageFaults.ListenAsync(page);
        await PageServer.SignInAsync(page, GenOpsStart.AdminEmail, GenOpsStart.Password);

        await MakeAndUseAWebhookAsync(page, server.Address);
        await WatchAFolderAsync(page, server.DataFolder);
        await PauseAndMuteAsync(page);

        Assert.Empty(await faults.FindAsync());
    }

    private static async Task MakeAndUseAWebhookAsync(IPage page, Uri address)
    {
        await page.OpenAsync("/triggers");
        await Expect(page.GetByText("Nothing starts from outside")).ToBeVisibleAsync();
        await page.FillAsync("#name", "Releases");
        await page.SelectOptionAsync("#pipeline", "release-announcement");
        await page.FillAsync("#given-notes", "release.body");
        await page.SelectOptionAsync("[aria-label='How Product name is given']", "value");
        await page.FillAsync("#given-product", "Harbour");
        await Button(page, "Make the trigger").ClickAsync();
        var secret = await page.Locator("code.secret").InnerTextAsync();
        var path = Regex.Match(await page.Locator("section.go-panel code").First.InnerTextAsync(), "/api/v1/triggers/[0-9a-f-]{36}").Value;
        await Button(page, "I have copied it").ClickAsync();
        await Expect(page.Locator("code.secret")).ToHaveCountAsync(0);

        using var http = new HttpClient { BaseAddress = address };
        using var answer = await http.SendAsync(Signed(path, secret, """{"release":{"body":"# 1.0\n- Prints timetables"}}"""));
        Assert.Equal(202, (int)answer.StatusCode);

        await page.OpenAsync("/triggers");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "run", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/operations/runs/"));
        await page.SettleAsync();
    }

    private static async Task WatchAFolderAsync(IPage page, string dataFolder)
    {
        await page.OpenAsync("/triggers");
        await page.FillAsync("#name", "Inbox of notes");
        await page.SelectOptionAsync("#kind", "Folder");
        await page.SelectOptionAsync("#pipeline", "release-announcement");
        await page.FillAsync("#folder", "notes");
        await page.SelectOptionAsync("#file-input", "notes");
        await page.FillAsync("#settle", "1");
        await page.FillAsync("#given-product", "Harbour");
        await Button(page, "Make the trigger").ClickAsync();
        var trigger = page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Inbox of notes" });
        await Expect(trigger).ToContainTextAsync("stood still for 1 s");

        await File.WriteAllTextAsync(Path.Combine(dataFolder, "inbox", "notes", "release.md"), "# 1.1\n- Prints tide tables");
        await Expect(trigger.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "run", Exact = true })).ToBeVisibleAsync();
        Assert.True(File.Exists(Path.Combine(dataFolder, "inbox", "notes", "done", "release.md")), "The file was not moved to done/.");
    }

    private static async Task PauseAndMuteAsync(IPage page)
    {
        await page.OpenAsync("/pipelines/support-reply");
        await Button(page, "Pause").ClickAsync();
        await page.FillAsync("#pause-reason", "checking prices");
        await page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Pause" }).ClickAsync();
        await Expect(page.GetByText("Paused by")).ToBeVisibleAsync();

        await page.OpenAsync("/operations/alerts");
        var alert = page.Locator("section.alert", new PageLocatorOptions { HasText = "support-reply is paused" });
        await Expect(alert).ToBeVisibleAsync();
        await Expect(alert).ToContainTextAsync("checking prices");
        await alert.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "I see to it" }).ClickAsync();
        await Expect(alert).ToContainTextAsync("sees to it");
        await alert.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Mute for an hour" }).ClickAsync();
        await page.FillAsync("#reason", "known");
        await page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Mute" }).ClickAsync();
        await Expect(alert.Locator(".chip").Last).ToHaveTextAsync("Muted");
        await page.SettleAsync();
    }

    private static HttpRequestMessage Signed(string path, string secret, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-GenOps-Timestamp", timestamp);
        request.Headers.Add("X-GenOps-Signature", TakeWebhook.Sign(secret, timestamp, bytes));
        request.Headers.Add("X-GenOps-Delivery", "delivery-1");
        return request;
    }

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });
}
