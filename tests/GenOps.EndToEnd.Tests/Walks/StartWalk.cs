using System.Text;
using System.Text.RegularExpressions;
using GenOps.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GenOps.EndToEnd.Tests.Walks;

/// <summary>Runs started by hand in a real browser: with nothing in the field, and with more text than one message of the page usually holds.</summary>
public sealed class StartWalk
{
    private const int Long = 70_000;

    [Fact]
    public async Task Start_EmptyThenVeryLongText_IsRefusedThenTakenWhole()
    {
        await using var server = await GenOpsProcess.StartAsync(new GenOpsStart { Samples = true });
        await using var context = await BrowserProgram.NewContextAsync(server.Address);
        var page = await context.NewPageAsync();
        var faults = await PageFaults.ListenAsync(page);
        await PageServer.SignInAsync(page, GenOpsStart.AdminEmail, GenOpsStart.Password);

        await page.OpenAsync("/pipelines/release-announcement/run");
        await StartAsync(page, page.GetByLabel("Release notes"), "Start");
        await page.OpenAsync("/welcome");
        await StartAsync(page, page.Locator("#paste"), "Run it on this text");

        Assert.Empty(await faults.FindAsync());
    }

    private static async Task StartAsync(IPage page, ILocator field, string button)
    {
        var start = page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button, Exact = true });
        await start.ClickAsync();
        await Expect(page.Locator(".go-error-text").First).ToBeVisibleAsync();
        await Expect(field).ToHaveAttributeAsync("aria-invalid", "true");

        var text = Notes();
        await PasteAsync(field, text);
        await start.ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/operations/runs/"));
        await page.SettleAsync();
        await page.OpenAsync(page.Url + "/again");
        Assert.Equal(text, await page.GetByLabel("Release notes").InputValueAsync());
    }

    // Chromium lays a text out anew for each line that is typed into it, as Playwright does: 1,200 lines take many seconds.
    private static async Task PasteAsync(ILocator field, string text) => await field.EvaluateAsync(
        "(e, text) => { e.value = text; e.dispatchEvent(new Event('input', { bubbles: true })); e.dispatchEvent(new Event('change', { bubbles: true })); }", text);

    private static string Notes()
    {
        var text = new StringBuilder("# Harbour 5.0\n\n## Added\n");
        for (var i = 1; text.Length < Long; i++) text.Append("- Pier ").Append(i).Append(" takes larger ships, and its lamps say so in äöü and 漢字.\n");
        return text.ToString();
    }
}
