using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GenOps.Core.Calls;
using GenOps.Core.Runs;
using GenOps.EndToEnd.Tests.Pages;
using GenOps.FakeProvider;
using GenOps.FakeProvider.Faults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GenOps.EndToEnd.Tests.Levers;

/// <summary>Each lever of an operator, pulled in a real browser.</summary>
public sealed class LeverWalk : IAsyncLifetime
{
    private LeverScene _scene = null!;

    public async Task InitializeAsync() => _scene = await LeverScene.StartAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task Levers_OfRunsAndPipelines_DoInTheBrowserWhatTheySay()
    {
        var page = await _scene.OpenAsync();
        var faults = await PageFaults.ListenAsync(page);
        var run = await PauseAndResumeAsync(page);
        await RunAgainAsync(page, run);
        await SettleAsync(page);
        await RetryAndBatchAsync(page);
        await AbortAsync(page);
        await DrainAsync(page);
        await PausePipelineAsync(page);
        Assert.Empty(await faults.FindAsync());
    }

    /// <summary>A provider, a run and a step ahead: each pause is shown with who and why, and ended from the run's page.</summary>
    private async Task<string> PauseAndResumeAsync(IPage page)
    {
        await _scene.CommandAsync("pause", "provider", "alpha", "--reason", "before the start");
        var run = await _scene.StartRunAsync("Search is faster.");
        await page.OpenAsync($"/operations/runs/{run}");
        await ButtonAsync(page, "Pause");
        await AnswerAsync(page, "Pause", "a look first");
        await Expect(page.GetByText("The run is paused")).ToBeVisibleAsync();
        await ButtonAsync(page, "Stop here, before post");
        await AnswerAsync(page, "Stop there", "facts only");
        await Expect(page.GetByText("Stopped before post")).ToBeVisibleAsync();

        // The button below the one that goes stays what it is, for whoever is about to click it.
        var below = await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Resume the run" }).ElementHandleAsync();
        await ButtonAsync(page, "Resume alpha");
        await Expect(page.GetByText("No calls go to alpha")).ToHaveCountAsync(0);
        Assert.Equal("Resume the run", await below.GetAttributeAsync("aria-label"));
        await ButtonAsync(page, "Resume the run");
        await Expect(page.GetByText("The run is paused")).ToHaveCountAsync(0);
        await _scene.UntilAsync(db => db.ModelCalls.AnyAsync(c => c.State == CallState.Applied), "The facts");
        Assert.Single(_scene.Alpha.Bills());
        await ButtonAsync(page, "Resume post");
        await ChipAsync(page, "Succeeded");
        Assert.Equal(2, _scene.Alpha.Bills().Count);
        return run;
    }

    private async Task RunAgainAsync(IPage page, string run)
    {
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Run again from here: post" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/again"));
        await page.SettleAsync();
        await ButtonAsync(page, "Start");
        await Expect(page).ToHaveURLAsync(new Regex($"/runs/(?!{run})[0-9a-f-]{{36}}$"));
        await ChipAsync(page, "Succeeded");
        await Expect(page.GetByText("taken over from an earlier run")).ToBeVisibleAsync();
        Assert.Equal(3, _scene.Alpha.Bills().Count);
    }

    private async Task SettleAsync(IPage page)
    {
        await _scene.Alpha.FailAsync(new Fault { Kind = FaultKind.ServerError, Times = 1, Bill = true });
        var run = await _scene.StartRunAsync("Dark mode arrives.");
        await page.OpenAsync($"/operations/runs/{run}");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Send it again" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Send it again" }).ClickAsync();
        await ChipAsync(page, "Succeeded");
    }

    /// <summary>One failed run by itself, then two more from the filtered list.</summary>
    private async Task RetryAndBatchAsync(IPage page)
    {
        await _scene.Alpha.FailAsync(new Fault { Kind = FaultKind.Empty });
        for (var i = 0; i < 3; i++) await _scene.StartRunAsync($"Exports to CSV, part {i}.");
        await _scene.UntilAsync(async db => await db.Runs.CountAsync(r => r.State == RunState.Failed) == 3, "Three failed runs");
        await _scene.Alpha.FailAsync();
        await using (var db = _scene.Open())
            await page.OpenAsync($"/operations/runs/{await db.Runs.Where(r => r.State == RunState.Failed).Select(r => r.Id).FirstAsync()}");
        await ButtonAsync(page, "Retry");
        await AnswerAsync(page, "Retry", "the model is well again");
        await ChipAsync(page, "Succeeded");

        await page.OpenAsync($"/operations/runs?pipeline={LeverScene.Pipeline}&state=failed");
        await ButtonAsync(page, "Retry all that match");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Retry 2 runs?");
        await AnswerAsync(page, "Retry 2 runs", "the model is well again");
        await Expect(page.GetByText("2 of 2 runs done")).ToBeVisibleAsync();
        await _scene.UntilAsync(async db => !await db.Runs.AnyAsync(r => r.State != RunState.Succeeded), "The end of all runs");
    }

    private async Task AbortAsync(IPage page)
    {
        await _scene.Alpha.ControlAsync(new FakeControl { HoldAnswers = true });
        var run = await _scene.StartRunAsync("Never mind.");
        await _scene.UntilAsync(db => db.ModelCalls.AnyAsync(c => c.State == CallState.Sending), "A call under way");
        await page.OpenAsync($"/operations/runs/{run}");
        await ButtonAsync(page, "Cancel the run");
        await page.GetByLabel("Break them off now").CheckAsync();
        await Expect(page.GetByText("may charge a call that is broken off")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Cancel the run" }).ClickAsync();
        await ChipAsync(page, "Cancelled");
        await using var db = _scene.Open();
        var call = await db.ModelCalls.OrderByDescending(c => c.CreatedAt).FirstAsync();
        Assert.Equal((CallState.WrittenOff, call.ReservedNanos), (call.State, call.CostNanos));
        await _scene.Alpha.ControlAsync(new FakeControl { HoldAnswers = false });
    }

    /// <summary>What is under way is finished, paid once and kept; nothing further is sent.</summary>
    private async Task DrainAsync(IPage page)
    {
        await _scene.Alpha.ControlAsync(new FakeControl { HoldAnswers = true });
        var before = _scene.Alpha.Bills().Count;
        var run = await _scene.StartRunAsync("Enough after the facts.");
        await _scene.UntilAsync(db => db.ModelCalls.AnyAsync(c => c.State == CallState.Sending), "A call under way");
        await page.OpenAsync($"/operations/runs/{run}");
        await ButtonAsync(page, "Cancel the run");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Cancel the run" }).ClickAsync();
        await _scene.UntilAsync(db => db.Runs.AnyAsync(r => r.State != RunState.Cancelled && r.CancelRequested), "The cancellation");
        await _scene.Alpha.ControlAsync(new FakeControl { HoldAnswers = false });
        await ChipAsync(page, "Cancelled");
        await using var db = _scene.Open();
        var call = await db.ModelCalls.OrderByDescending(c => c.CreatedAt).FirstAsync();
        Assert.Equal((CallState.Applied, before + 1), (call.State, _scene.Alpha.Bills().Count));
    }

    private async Task PausePipelineAsync(IPage page)
    {
        await page.OpenAsync("/operations/pipelines?money=live");
        await ButtonAsync(page, $"Pause {LeverScene.Pipeline}");
        await page.GetByLabel("New runs only").CheckAsync();
        await AnswerAsync(page, "Pause", "stock-taking");
        await Expect(page.GetByText("No new runs")).ToBeVisibleAsync();
        await ButtonAsync(page, $"Resume {LeverScene.Pipeline}");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Resume" }).ClickAsync();
        await Expect(page.GetByText("No new runs")).ToHaveCountAsync(0);
        await _scene.PostAsync($"/api/v1/pipelines/{LeverScene.Pipeline}/pause", new JsonObject { ["reason"] = "done for today" });
        await Expect(page.GetByText("done for today")).ToBeVisibleAsync();
    }

    private static Task ButtonAsync(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true }).First.ClickAsync();

    /// <summary>Gives the reason in the open dialog and confirms it.</summary>
    private static async Task AnswerAsync(IPage page, string act, string reason)
    {
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Reason").FillAsync(reason);
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = act, Exact = true }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
    }

    private static Task ChipAsync(IPage page, string state) => Expect(page.Locator(".page-header .chip").First).ToHaveTextAsync(state);
}
