using GenOps.Core.Runs;
using GenOps.EndToEnd.Tests.Pages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GenOps.EndToEnd.Tests.Levers;

/// <summary>Runs at once and priorities, set in a real browser and from the command line.</summary>
public sealed class LimitLeverTests
{
    [Fact]
    public async Task Limits_SetInTheBrowser_LetOneRunGoAtATimeTheMostUrgentFirst()
    {
        await using var scene = await LeverScene.StartAsync();
        await scene.CommandAsync("pause", "provider", "alpha", "--reason", "so that the first keeps its place");
        var page = await scene.OpenAsync();
        var faults = await PageFaults.ListenAsync(page);
        await page.OpenAsync($"/pipelines/{LeverScene.Pipeline}");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Limits" }).ClickAsync();
        await page.GetByLabel("Runs under way at once").FillAsync("1");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("1; 0 under way, 0 waiting")).ToBeVisibleAsync();

        var first = await scene.StartRunAsync("The first.");
        await scene.UntilAsync(db => db.Runs.AnyAsync(r => r.State == RunState.Running), "The first run");
        var second = await scene.StartRunAsync("The second.");
        var third = await scene.StartRunAsync("The third.");
        await page.OpenAsync($"/operations/runs/{third}");
        await Expect(page.GetByText("takes one run at a time.").First).ToBeVisibleAsync();
        await page.GetByLabel("Priority").SelectOptionAsync("High");
        await scene.UntilAsync(db => db.AuditEntries.AnyAsync(e => e.Action == "run.priority" && e.ObjectId == third), "The priority");
        await page.OpenAsync($"/operations/runs?pipeline={LeverScene.Pipeline}");
        await Expect(page.GetByText("Waits for a place of steered")).ToHaveCountAsync(2);

        Assert.Contains("1 at once, 1 under way, 2 waiting; new runs are normal", await scene.CommandAsync("pipeline", "limits", LeverScene.Pipeline), StringComparison.Ordinal);
        Assert.Contains("priority low", await scene.CommandAsync("runs", "priority", second, "low"), StringComparison.Ordinal);
        await scene.CommandAsync("resume", "provider", "alpha");
        await scene.UntilAsync(async db => await db.Runs.CountAsync(r => r.State == RunState.Succeeded) == 3, "The end of all runs");
        await using var after = scene.Open();
        Assert.Equal([first, third, second], (await after.Runs.OrderBy(r => r.StartedAt).Select(r => r.Id).ToListAsync()).Select(id => id.ToString()));
        Assert.Contains("any at once", await scene.CommandAsync("pipeline", "limits", LeverScene.Pipeline, "--runs-at-once", "any"), StringComparison.Ordinal);
        Assert.Empty(await faults.FindAsync());
    }
}
