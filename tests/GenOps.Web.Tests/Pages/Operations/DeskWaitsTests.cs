using Bunit;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Runs.Standing;
using GenOps.Web.Pages.Operations;
using GenOps.Web.Tests.Pages.Pipelines;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Pages.Operations;

/// <summary>One of two providers is dead, and runs wait for it.</summary>
public sealed class DeskWaitsTests : PipelinePageTest
{
    public DeskWaitsTests()
    {
        Services.AddSingleton<WorkersQuery>();
        Services.AddSingleton<HoldListQuery>();
        Services.AddSingleton<RunListQuery>();
    }

    [Fact]
    public async Task Open_RunsThatWaitForADeadProvider_NeverLookHealthyAndTheWayOutIsAtHand()
    {
        await WaitingRuns.SaveProvidersAsync(Services.GetRequiredService<SaveProvider>(), "alpha", "beta");
        await using (var db = Open())
        {
            await WaitingRuns.AddAsync(db, 41, WaitKind.Provider, "alpha", "Nobody can take the call: alpha/m takes no calls after failures (503).");
            db.Add(new Circuit { Provider = "alpha", Model = "m", State = CircuitState.Open, Problem = "503" });
            await db.SaveChangesAsync();
        }

        Navigation.NavigateTo("/operations?money=live");
        var page = Render<DeskPage>();

        var section = page.WaitForElement("section[aria-labelledby=waits]");
        Assert.DoesNotContain("every run under way moves", page.Markup, StringComparison.Ordinal);
        Assert.Contains("but 41 wait or are held", page.Markup, StringComparison.Ordinal);
        Assert.Equal("41", page.FindAll(".stat .value a")[2].TextContent.Trim());
        Assert.Equal("/operations/runs?money=live&standing=waiting", page.FindAll(".stat .value a")[2].GetAttribute("href"));
        var way = section.QuerySelectorAll("a").Single(a => a.TextContent.Trim() == "41 runs wait for alpha: reroute");
        Assert.Equal("/operations/reroutes?away=alpha&onto=beta", way.GetAttribute("href"));
        var count = section.QuerySelectorAll("a").Single(a => a.TextContent.Trim() == "41");
        Assert.Equal("/operations/runs?waits=provider&target=alpha&money=live", count.GetAttribute("href"));
        Assert.Contains("alpha/m takes no calls after failures", section.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_RunsThatWaitForABudget_LinkToIt()
    {
        var budget = Id.New<BudgetId>();
        await using (var db = Open()) await WaitingRuns.AddAsync(db, 2, WaitKind.Budget, budget.ToString());

        var page = Render<DeskPage>();

        var section = page.WaitForElement("section[aria-labelledby=waits]");
        Assert.Equal($"/finance/budgets/{budget}", section.QuerySelectorAll("a").Single(a => a.TextContent.Trim() == "See the budget").GetAttribute("href"));
    }

    [Fact]
    public async Task List_OfRunsThatWait_ShowsThemAsWaitingAndForWhat()
    {
        await using (var db = Open())
        {
            await WaitingRuns.AddAsync(db, 2, WaitKind.Provider, "alpha");
            await WaitingRuns.AddAsync(db, 1, WaitKind.Provider, "beta");
        }

        Navigation.NavigateTo("/operations/runs?waits=provider&target=alpha&money=live");
        var page = Render<RunsPage>();

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));
        Assert.All(page.FindAll("tbody tr"), row =>
        {
            Assert.Equal("Waiting", row.QuerySelector(".chip")!.TextContent);
            Assert.Contains("Waits for alpha", Text(row.QuerySelector(".waits")!), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Batch_OfRunsOfWhichNoneIsPaused_OffersNoResume()
    {
        List<RunId> runs;
        await using (var db = Open()) runs = await WaitingRuns.AddAsync(db, 2, WaitKind.Budget, "b");
        Assert.Equal([(true, "Pause"), (false, "Resume"), (true, "Cancel"), (false, "Retry")], Offered());

        await Services.GetRequiredService<PlaceHold>().ExecuteAsync(Actor.System, new HoldTarget.OfRun(runs[0]), "prices changed", null, CancellationToken.None);

        Assert.Equal([(true, "Pause"), (true, "Resume"), (true, "Cancel"), (false, "Retry")], Offered());
        List<(bool, string)> Offered()
        {
            var bar = Render<RunBatchBar>(p => p.Add(b => b.Filter, new RunListFilter()).Add(b => b.Total, 2));
            return [.. bar.FindAll("button").Select(b => (!b.HasAttribute("disabled"), b.TextContent))];
        }
    }

    private static string Text(AngleSharp.Dom.IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
