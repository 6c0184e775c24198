using GenOps.Core;
using GenOps.Core.Calls;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Runs;
using GenOps.Web.Pages.Operations;

namespace GenOps.Web.Tests.Pages.Operations;

public sealed class RunStepRowsTests
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Of_MappedStep_SumsItsItemsAndHidesThemUntilOpened()
    {
        var run = RunOf(Step("posts", null, 1, StepState.Expanded), Step("posts", 0, 20, StepState.Succeeded, Call(20)), Step("posts", 1, 22, StepState.Running));

        var row = Assert.Single(RunStepRows.Of(run, new HashSet<string>(), Noon));

        Assert.Equal(("posts", "prompt, 1 of 2 items", new Money(43)), (row.Title, row.Note, row.Cost));
        Assert.True(row.HasMore);
    }

    [Fact]
    public void Of_OpenedRows_ShowItemsAndTheirCalls()
    {
        var run = RunOf(Step("posts", null, 0, StepState.Expanded), Step("posts", 0, 20, StepState.Succeeded, Call(20)));
        var open = run.Steps.Select(s => s.StepRunId.ToString()).ToHashSet();

        var rows = RunStepRows.Of(run, open, Noon);

        Assert.Equal([RunStepRowLevel.Step, RunStepRowLevel.Item, RunStepRowLevel.Call], rows.Select(r => r.Level));
        Assert.Equal($"/calls/{run.Steps[1].Calls[0].Id}", rows[2].Href);
    }

    [Fact]
    public void Of_CallWithoutPrice_HasNoCostAndSaysWhy()
    {
        var run = RunOf(Step("facts", null, 0, StepState.Succeeded, Call(null)));

        var rows = RunStepRows.Of(run, run.Steps.Select(s => s.StepRunId.ToString()).ToHashSet(), Noon);

        Assert.Null(rows[1].Cost);
        Assert.Contains("no price", rows[1].CostReason);
        Assert.Contains("1 call unpriced", rows[0].Facts);
    }

    [Theory]
    [InlineData(1, "1 fact missing")]
    [InlineData(2, "2 facts missing")]
    public void Of_AJudgedStep_CountsWhatIsMissing(int missing, string said)
    {
        var run = RunOf(Step("check", null, 0, StepState.Succeeded) with { Missing = missing });

        Assert.Equal(said, Assert.Single(RunStepRows.Of(run, new HashSet<string>(), Noon)).Facts);
    }

    [Fact]
    public void Of_MappedStepOfACancelledRun_CountsOnlyTheItemsThatWereReallyDone()
    {
        var run = RunOf(
            Step("posts", null, 0, StepState.Cancelled), Step("posts", 0, 20, StepState.Succeeded), Step("posts", 1, 0, StepState.Cancelled), Step("posts", 2, 0, StepState.Failed));

        Assert.Equal("prompt, 1 of 3 items", Assert.Single(RunStepRows.Of(run, new HashSet<string>(), Noon)).Note);
    }

    private static RunDetail RunOf(params StepDetail[] steps) => new()
    {
        Id = Id.New<RunId>(),
        Pipeline = "announce",
        PipelineId = Id.New<PipelineId>(),
        Version = 1,
        VersionId = Id.New<PipelineVersionId>(),
        State = RunState.Running,
        CostNanoUsd = steps.Sum(s => s.CostNanoUsd),
        UnpricedCalls = 0,
        Money = MoneyMode.Live,
        CostCentre = "",
        Trigger = "manual",
        TriggeredBy = "Ada",
        TriggeredAt = Noon,
        Holds = [],
        Steps = steps,
        Outputs = [],
        OpenReviews = [],
    };

    private static StepDetail Step(string id, int? item, long nanos, StepState state, params CallDetail[] calls) => new()
    {
        Id = id,
        Item = item,
        StepRunId = Id.New<StepRunId>(),
        Kind = "prompt",
        State = state,
        Attempts = 1,
        Generation = 0,
        CostNanoUsd = nanos,
        Calls = calls,
    };

    private static CallDetail Call(long? nanos) => new()
    {
        Id = Id.New<ModelCallId>(),
        Purpose = CallPurpose.Production,
        Provider = "acme",
        Model = "acme-small",
        Tier = Tier.Small,
        State = CallState.Applied,
        Generation = 0,
        Ordinal = 0,
        Attempt = 0,
        Usage = new Dictionary<string, long> { ["input"] = 5 },
        CostNanoUsd = nanos,
        Pricing = nanos is null ? PricingState.Unpriced : PricingState.Priced,
        PriceEntries = [],
        CreatedAt = Noon,
    };
}
