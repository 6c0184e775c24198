using System.Text.RegularExpressions;
using GenOps.Chaos.Invariants;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Runs;
using GenOps.EndToEnd.Tests.Pages;
using GenOps.FakeProvider.Faults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GenOps.EndToEnd.Tests.Levers;

/// <summary>A provider dies while twenty runs are under way, and an operator leads them to a living one.</summary>
public sealed partial class RerouteWalk : IAsyncLifetime
{
    private const int Runs = 20;
    private LeverScene _scene = null!;

    public async Task InitializeAsync() => _scene = await LeverScene.StartAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task DeadProvider_ReroutedInTheBrowser_AllRunsFinishAndNoCallIsPaidTwice()
    {
        // Alpha answers the first step of each run, and is gone for the second.
        await _scene.Alpha.FailAsync(new Fault { Kind = FaultKind.Unavailable, Containing = "Write a post" });
        for (var i = 0; i < Runs; i++) await _scene.StartRunAsync($"Release {i}: search is faster.");
        // Some are refused, and the rest wait behind the circuit that opens over it. Nothing is under way when it dies.
        await _scene.UntilAsync(
            async db => await db.Circuits.AnyAsync(c => c.State == CircuitState.Open)
                && !await db.ModelCalls.AnyAsync(c => c.State == CallState.Intent || c.State == CallState.Sending),
            "An open circuit");
        await _scene.Alpha.KillAsync();
        await using (var db = _scene.Open()) Assert.Equal(Runs, await db.Runs.CountAsync(r => r.EndedAt == null));

        var page = await _scene.OpenAsync();
        var faults = await PageFaults.ListenAsync(page);
        await RerouteAsync(page);
        Assert.Empty(await faults.FindAsync());

        await _scene.UntilAsync(async db => !await db.Runs.AnyAsync(r => r.EndedAt == null), "The end of all runs");
        await AssertPaidOnceAsync();
        await TakeBackAsync(page);
        await CloseAndLimitAsync(page);
        Assert.Empty(await faults.FindAsync());
    }

    [GeneratedRegex("^[0-9]+ runs? waits? for alpha: reroute$")]
    private static partial Regex WayOut();

    /// <summary>From the desk, which says what the runs wait for, by the way out it offers.</summary>
    private static async Task RerouteAsync(IPage page)
    {
        await page.OpenAsync("/operations");
        await Expect(page.GetByText("every run under way moves")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { NameRegex = WayOut() }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("Away from")).ToHaveValueAsync("alpha");
        await Expect(dialog.GetByLabel("To provider")).ToHaveValueAsync("beta");
        await Expect(dialog.GetByText("pending step")).ToBeVisibleAsync();
        await Expect(dialog.GetByText("alpha/gpt-4o-mini").First).ToBeVisibleAsync();
        await dialog.GetByLabel("Reason").FillAsync("alpha answers nothing but 503");
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Reroute", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new PageGetByRoleOptions { Name = "In force" })).ToBeVisibleAsync();
    }

    private static async Task TakeBackAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Take back: calls to alpha to beta" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Take back", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new PageGetByRoleOptions { Name = "Taken back" })).ToBeVisibleAsync();
    }

    /// <summary>The circuit that the dead provider opened is closed by hand, and its model gets limits.</summary>
    private async Task CloseAndLimitAsync(IPage page)
    {
        await page.OpenAsync("/operations/providers");
        var row = page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = "alpha" }).Filter(new LocatorFilterOptions { HasText = "gpt-4o-mini" }).First;
        await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Close the circuit of alpha gpt-4o-mini" }).ClickAsync();
        await Expect(row).ToContainTextAsync("Closed");
        await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Limit alpha gpt-4o-mini" }).ClickAsync();
        await page.GetByLabel("Calls at a time").FillAsync("3");
        await page.GetByLabel("Requests a minute").FillAsync("600");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Save the limit" }).ClickAsync();
        await Expect(row).ToContainTextAsync("3 at a time, 600 requests/min");
        await using var db = _scene.Open();
        Assert.Equal(0, await db.Circuits.CountAsync(c => c.State != CircuitState.Closed));
        Assert.Equal(1, await db.CallLimits.CountAsync(l => l.Provider == "alpha" && l.Model == "gpt-4o-mini" && l.AtOnce == 3 && l.RequestsPerMinute == 600));
    }

    private async Task AssertPaidOnceAsync()
    {
        await using var db = _scene.Open();
        Assert.Equal(Runs, await db.Runs.CountAsync(r => r.State == RunState.Succeeded));
        var (alpha, beta) = (_scene.Alpha.Bills(), _scene.Beta.Bills());
        Assert.NotEmpty(alpha);
        Assert.NotEmpty(beta);
        // Each call is one of two of its run, whoever answered it.
        var calls = await db.ModelCalls.AsNoTracking().ToDictionaryAsync(c => c.Id.ToString());
        var billed = alpha.Concat(beta).Select(b => calls[b.IdempotencyKey!]).ToList();
        Assert.Equal(2 * Runs, billed.Count);
        Assert.Equal(2 * Runs, billed.Select(c => (c.StepRunId, c.Generation, c.Ordinal)).Distinct().Count());
        Assert.Equal(alpha.Concat(beta).Sum(BillMath.Nanos), await db.LedgerEntries.SumAsync(e => e.Amount.Nanos));
        Assert.DoesNotContain(calls.Values, c => c.State is CallState.InDoubt or CallState.Resubmitted or CallState.WrittenOff);
        Assert.Equal(1, await db.AuditEntries.CountAsync(e => e.Action == "reroute.place"));
    }
}
