using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GenOps.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GenOps.EndToEnd.Tests.Walks;

/// <summary>A schedule in a real browser: stated, its ten next times read, paused, resumed; and the command line sees the same.</summary>
public sealed class ScheduleWalk
{
    [Fact]
    public async Task Schedule_StatedPausedAndResumed_IsWalked()
    {
        await using var server = await GenOpsProcess.StartAsync(new GenOpsStart { Samples = true });
        await using var context = await BrowserProgram.NewContextAsync(server.Address);
        var page = await context.NewPageAsync();
        var faults = await PageFaults.ListenAsync(page);
        await PageServer.SignInAsync(page, GenOpsStart.AdminEmail, GenOpsStart.Password);

        await page.OpenAsync("/schedules");
        await Expect(page.GetByText("Nothing starts by itself")).ToBeVisibleAsync();
        await page.OpenAsync("/pipelines/release-announcement");
        await Button(page, "Add a schedule").ClickAsync();
        await page.FillAsync("#cron", "30 2 * * *");
        await page.SelectOptionAsync("#zone", "Europe/Berlin");
        await page.SelectOptionAsync("#overlap", "Queue");
        await page.GetByLabel("Release notes").FillAsync("# 1.0\n- As of {{ occurrence.date }}");
        await page.GetByLabel("Product name").FillAsync("Harbour");
        await Expect(page.Locator("ol time")).ToHaveCountAsync(10);
        await Button(page, "Save").ClickAsync();

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "30 2 * * *" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/schedules/"));
        await Expect(page.Locator("ol time")).ToHaveCountAsync(10);
        Assert.EndsWith("UTC", await page.Locator("ol time").First.GetAttributeAsync("title"), StringComparison.Ordinal);
        await Expect(page.GetByText("let the new one wait")).ToBeVisibleAsync();
        await page.FillAsync("#pause-until", "2999-01-01T06:00");
        await page.FillAsync("#pause-reason", "holidays");
        await Button(page, "Pause").ClickAsync();
        await Expect(page.Locator(".page-header .chip").First).ToHaveTextAsync("Paused");

        var listed = await GenOpsProgram.RunAsync("schedule", "list", "--json", "--data", server.DataFolder);
        var schedule = JsonNode.Parse(listed.Output)!["items"]!.AsArray().Single()!;
        Assert.StartsWith("2999-01-01T05:00", (string)schedule["pausedUntil"]!, StringComparison.Ordinal);
        var resumed = await GenOpsProgram.RunAsync("schedule", "resume", (string)schedule["id"]!, "--data", server.DataFolder);
        Assert.True(resumed.ExitCode == 0, resumed.Error);

        await page.OpenAsync(page.Url);
        await Expect(page.Locator(".page-header .chip").First).ToHaveTextAsync("Enabled");
        await BackfillALastWeekAsync(page);
        Assert.Empty(await faults.FindAsync());
    }

    /// <summary>The new schedule started nothing in the last days, so each of them becomes a run.</summary>
    private static async Task BackfillALastWeekAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Backfill", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/backfills/new"));
        await page.SettleAsync();
        await page.FillAsync("#from", TimeProvider.System.GetUtcNow().AddDays(-2).ToString("yyyy-MM-dd"));
        await page.FillAsync("#to", TimeProvider.System.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd"));
        await page.FillAsync("#concurrency", "1");
        await Button(page, "Start").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/backfills/[0-9a-f]{8}-"));
        await Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(3);
        await Expect(page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "open" })).ToHaveCountAsync(2);
        await Expect(page.Locator(".page-header .chip").First).ToHaveTextAsync("Finished");
    }

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });
}
