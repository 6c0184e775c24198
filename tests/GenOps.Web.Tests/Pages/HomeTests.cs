using AngleSharp.Dom;
using Bunit;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Levers.Holds;
using GenOps.Web.Pages;
using GenOps.Web.Tests.Pages.Operations;
using GenOps.Web.Tests.Pages.Pipelines;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Pages;

/// <summary>The start page, and how its tiles read.</summary>
public abstract class HomePageTest : PipelinePageTest
{
    protected HomePageTest()
    {
        Services.AddSingleton<RunOverviewQuery>();
        Services.AddSingleton<RunListQuery>();
        Services.AddSingleton<FirstStepsQuery>();
    }

    protected static IElement Tile(IRenderedComponent<Home> page, string label) =>
        page.FindAll(".stat").Single(s => s.QuerySelector(".label")!.TextContent.Trim() == label);

    protected static string Value(IRenderedComponent<Home> page, string label) => Tile(page, label).QuerySelector(".value")!.TextContent.Trim();

    protected static string Note(IRenderedComponent<Home> page, string label) => Tile(page, label).QuerySelector(".note")!.TextContent.Trim();

    /// <summary>One of two providers is dead, and 41 runs wait for it.</summary>
    protected async Task LetManyWaitAsync()
    {
        await WaitingRuns.SaveProvidersAsync(Services.GetRequiredService<SaveProvider>(), "alpha", "beta");
        await using var db = Open();
        await WaitingRuns.AddAsync(db, 41, WaitKind.Provider, "alpha", "No route is open: the circuit of alpha/m is open after failures (503).");
        db.Add(new Circuit { Provider = "alpha", Model = "m", State = CircuitState.Open, Problem = "503" });
        await db.SaveChangesAsync();
    }
}

public sealed class HomeTests : HomePageTest
{
    [Fact]
    public void Open_AsSomebodyWhoMayReview_LeadsFromWhatWaitsToTheQueue()
    {
        var page = Render<Home>();

        page.WaitForAssertion(() => Assert.Equal("/review?money=sandbox", Tile(page, "Waiting for review").QuerySelector("a")?.GetAttribute("href")));
    }

    [Fact]
    public async Task Open_WhileOnlyReviewsOfTheSandboxWait_NeverSaysThatNoneIsOpen()
    {
        await using (var db = Open())
        {
            await WaitingRuns.AddAsync(db, 1, WaitKind.None, "");
            await WaitingRuns.AddReviewsAsync(db, 1, MoneyMode.Sandbox);
        }

        var page = Render<Home>();

        page.WaitForAssertion(() => Assert.Equal(("0", "no live review is open"), (Value(page, "Waiting for review"), Note(page, "Waiting for review"))));
        Assert.Equal("/review?money=live", Link(Tile(page, "Waiting for review"), "0"));
        Assert.Equal("/review?money=sandbox", Link(Tile(page, "Waiting for review"), "1 of the sandbox is"));
    }

    [Fact]
    public async Task Open_NothingWaits_SaysSoAndListsNoWaits()
    {
        await using (var db = Open()) await WaitingRuns.AddAsync(db, 2, WaitKind.None, "");

        var page = Render<Home>();

        page.WaitForAssertion(() => Assert.Equal("2", Value(page, "At work")));
        Assert.Equal("0", Value(page, "Waiting"));
        Assert.Equal("nothing is held up", Note(page, "At work"));
        Assert.Empty(page.FindAll("section[aria-labelledby=waits]"));
        Assert.DoesNotContain(page.FindAll(".stat .label"), l => l.TextContent.Trim() is "Held" or "Stuck");
    }

    [Fact]
    public async Task Open_RunsPausedByAPerson_CountsThemAsHeld()
    {
        await using (var db = Open())
        {
            foreach (var run in await WaitingRuns.AddAsync(db, 2, WaitKind.None, ""))
                await Services.GetRequiredService<PlaceHold>().ExecuteAsync(Actor.System, new HoldTarget.OfRun(run), "prices changed", null, CancellationToken.None);
        }

        var page = Render<Home>();

        page.WaitForAssertion(() => Assert.Equal("2", Value(page, "Held")));
        Assert.Equal("/operations/runs?standing=held&money=live", Tile(page, "Held").QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal("2 held", Note(page, "At work"));
    }

    [Fact]
    public async Task Open_RunsThatWaitForADeadProvider_TellsOfThemAndLeadsToTheWayOut()
    {
        await LetManyWaitAsync();

        var page = Render<Home>();

        page.WaitForAssertion(() => Assert.Equal("41", Value(page, "Waiting")));
        Assert.Equal("/operations/runs?standing=waiting&money=live", Tile(page, "Waiting").QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal(("0", "41 waiting"), (Value(page, "At work"), Note(page, "At work")));
        Assert.Equal("for alpha", Note(page, "Waiting"));
        Assert.Equal("no review is open", Note(page, "Waiting for review"));
        Assert.DoesNotContain("nothing is held", page.Markup, StringComparison.Ordinal);
        var waits = page.Find("section[aria-labelledby=waits]");
        Assert.Equal("/operations/reroutes?away=alpha&onto=beta", Link(waits, "41 runs wait for alpha: reroute"));
        Assert.Equal("/operations/runs?waits=provider&target=alpha&money=live", Link(waits, "41"));
        Assert.Contains("the circuit of alpha/m is open", waits.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_RunsThatWaitForManyThings_CountsThemByReasonTheGravestFirst()
    {
        var budget = Id.New<BudgetId>();
        await using (var db = Open())
        {
            await WaitingRuns.AddAsync(db, 1, WaitKind.StepPlace, "support-reply/answer");
            await WaitingRuns.AddAsync(db, 3, WaitKind.Provider, "alpha");
            await WaitingRuns.AddAsync(db, 2, WaitKind.Budget, budget.ToString());
            await WaitingRuns.AddAsync(db, 4, WaitKind.Doubt, "beta");
        }

        var page = Render<Home>();

        page.WaitForAssertion(() => Assert.Equal("10", Value(page, "Waiting")));
        Assert.Equal("for 4 things, see below", Note(page, "Waiting"));
        var rows = page.FindAll("section[aria-labelledby=waits] tbody tr");
        Assert.Equal(
            [("A call in doubt", "4"), ("A provider", "3"), ("A budget", "2"), ("A place at a step", "1")],
            rows.Select(r => (r.QuerySelector(".what strong")!.TextContent, r.QuerySelector("td.go-right a")!.TextContent)));
        Assert.Equal(
            ["/operations/providers", "/operations/providers", $"/finance/budgets/{budget}", "/operations/runs?waits=stepPlace&target=support-reply%2Fanswer&money=live"],
            rows.Select(r => r.QuerySelector(".way a")!.GetAttribute("href")));
    }

    private static string? Link(IElement among, string text) => among.QuerySelectorAll("a").Single(a => a.TextContent.Trim() == text).GetAttribute("href");
}

public sealed class HomeOfAReviewerTests : HomePageTest
{
    protected override string[] RoleNames => [Roles.Reviewer];

    [Fact]
    public async Task Open_RunsThatWait_SaysSoAndLinksToNothingTheyMayNotRead()
    {
        await LetManyWaitAsync();
        await using (var db = Open()) await WaitingRuns.AddAsync(db, 1, WaitKind.Budget, Id.New<BudgetId>().ToString());

        var page = Render<Home>();

        page.WaitForAssertion(() => Assert.Equal("42", Value(page, "Waiting")));
        Assert.Equal(["41", "1"], page.FindAll("section[aria-labelledby=waits] td.go-right a").Select(a => a.TextContent));
        Assert.All(page.FindAll("a"), a => Assert.DoesNotMatch("^/(operations/(reroutes|providers)|finance|settings)", a.GetAttribute("href")!));
        Assert.DoesNotContain("beta", page.Markup, StringComparison.Ordinal);
    }
}
