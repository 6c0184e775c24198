using Bunit;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Levers.Holds;
using GenOps.Web.Pages.Operations;
using GenOps.Web.Tests.Pages.Pipelines;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Pages.Operations;

public sealed class RunNoticesTests : PipelinePageTest
{
    public RunNoticesTests() => Services.AddSingleton<RunDetailQuery>();

    [Fact]
    public async Task Notices_OfABudgetsHold_LinkToTheBudgetAndOfferNoResume()
    {
        var budget = Id.New<BudgetId>();
        var (run, notices) = await ShowAsync(WaitKind.Budget, budget.ToString());

        Assert.Equal($"/finance/budgets/{budget}", notices.FindAll("a").Single(a => a.TextContent == "See the budget").GetAttribute("href"));
        Assert.DoesNotContain("Resume", notices.Markup, StringComparison.Ordinal);
        Assert.Equal(WaitKind.Budget, run.Waits!.For);
        Assert.DoesNotContain("Go on", Levers(run).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notices_OfManyItemsThatOneBudgetHolds_AreOne()
    {
        await using var db = Open();
        var run = await WaitingRuns.AddItemsAsync(db, 3, Id.New<BudgetId>());

        var notice = Assert.Single(Render(await ReadAsync(run)).FindAll(".go-notice"));

        Assert.Contains("3 items of answer wait for a budget, held", notice.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notices_OfACallInDoubt_OfferNoResume()
    {
        var (_, notices) = await ShowAsync(WaitKind.Doubt, "alpha");

        Assert.DoesNotContain("Resume", notices.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notices_OfAPersonsPause_OfferToResume()
    {
        var run = await AddAsync(WaitKind.None, "");
        await Services.GetRequiredService<PlaceHold>().ExecuteAsync(Actor.System, new HoldTarget.OfRun(run), "prices changed", null, CancellationToken.None);

        var notices = Render(await ReadAsync(run));

        Assert.Equal("Resume", notices.Find("button").TextContent);
        Assert.Contains("prices changed", notices.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notices_OfAProviderThatIsDown_SayForWhatAndOfferTheReroute()
    {
        var (_, notices) = await ShowAsync(WaitKind.Provider, "alpha");

        Assert.Contains("It waits.", notices.Markup, StringComparison.Ordinal);
        Assert.Equal("/operations/reroutes?away=alpha", notices.FindAll("a").Single(a => a.TextContent == "Reroute").GetAttribute("href"));
    }

    private async Task<(RunDetail Run, IRenderedComponent<RunNotices> Notices)> ShowAsync(WaitKind kind, string target)
    {
        var run = await ReadAsync(await AddAsync(kind, target));
        return (run, Render(run));
    }

    private async Task<RunId> AddAsync(WaitKind kind, string target)
    {
        await using var db = Open();
        return Assert.Single(await WaitingRuns.AddAsync(db, 1, kind, target));
    }

    private async Task<RunDetail> ReadAsync(RunId run) => (await Services.GetRequiredService<RunDetailQuery>().FindAsync(Actor.System, run, CancellationToken.None))!;

    private IRenderedComponent<RunNotices> Render(RunDetail run) => Render<RunNotices>(p => p.Add(n => n.Run, run).Add(n => n.Act, (_, _) => Task.CompletedTask));

    private IRenderedComponent<RunStepTable> Levers(RunDetail run) => Render<RunStepTable>(p => p.Add(t => t.Run, run).Add(t => t.Levers, row => builder =>
    {
        builder.OpenComponent<StepActions>(0);
        builder.AddComponentParameter(1, nameof(StepActions.Run), run);
        builder.AddComponentParameter(2, nameof(StepActions.Row), row);
        builder.AddComponentParameter(3, nameof(StepActions.Act), (Lever)((_, _) => Task.CompletedTask));
        builder.CloseComponent();
    }));
}
