using GenOps.Core;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using GenOps.Web.Pages.Operations;
using GenOps.Web.Words;

namespace GenOps.Web.Tests.Pages.Operations;

public sealed class RunGraphNodeTests
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Of_AMapUnderWay_CountsItsItemsAndSumsTheirCost()
    {
        var node = NodeOf(
            [], Step("posts", null, StepState.Expanded, cost: 1_000_000), Step("posts", 0, StepState.Succeeded, cost: 2_000_000),
            Step("posts", 1, StepState.Failed, problem: "No answer"), Step("posts", 2, StepState.Running));

        Assert.Equal(("Running", Tone.Info, "1 of 3 items, 1 failed"), (node.State, node.Tone, node.Items));
        Assert.Equal("30 s · $0.003", node.Figures);
        Assert.Equal("No answer", node.Problem);
    }

    [Fact]
    public void Of_AStepThatHasNotBegun_HasNoFigures()
    {
        var node = NodeOf([], Step("posts", null, StepState.Blocked, started: false));

        Assert.Equal(("Blocked", "", ""), (node.State, node.Items, node.Figures));
        Assert.Equal(["facts"], node.After);
    }

    [Fact]
    public void Of_AStepTakenOver_SaysThatItCostNothing() =>
        Assert.Equal("taken over, at no cost", NodeOf([], Step("posts", null, StepState.Succeeded) with { ReusedFrom = Id.New<RunId>() }).Figures);

    [Fact]
    public void Of_HeldSteps_SaySo()
    {
        var (ready, running) = (Step("posts", null, StepState.Ready), Step("posts", null, StepState.Running));
        var ofRun = new HoldDetail(Id.New<HoldId>(), HoldScope.Run, "run", "Prices changed", "Ada", Noon, null);
        var ofProvider = ofRun with { Scope = HoldScope.Provider };

        Assert.Equal("Held", NodeOf([ofRun], ready).State);
        Assert.Equal("Running", NodeOf([ofRun], running).State);
        Assert.Equal("Ready", NodeOf([ofProvider], ready).State);
        Assert.Equal("Held", NodeOf([ofRun with { Scope = HoldScope.Step, StepRunId = running.StepRunId }], running).State);
        Assert.Equal("Ready", NodeOf([ofRun with { Scope = HoldScope.Step, StepRunId = running.StepRunId }], ready).State);
    }

    private static RunGraphNode NodeOf(IReadOnlyList<HoldDetail> holds, params StepDetail[] steps) =>
        Assert.Single(RunGraphNode.Of(RunOf(holds, steps), [new PipelineStepRow(Definition, ["facts"], 1)], Noon.AddSeconds(30)));

    private static PromptStep Definition => (PromptStep)PipelineDefinition.Parse(
        """
        name: announce
        input: { notes: text }
        steps:
          - id: posts
            prompt: { tier: small, template: "{{ input.notes }}" }
        outputs:
          - name: text
            artifacts: [posts]
        """).Steps[0];

    private static RunDetail RunOf(IReadOnlyList<HoldDetail> holds, StepDetail[] steps) => new()
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
        Holds = holds,
        Steps = steps,
        Outputs = [],
        OpenReviews = [],
    };

    private static StepDetail Step(string id, int? item, StepState state, long cost = 0, string? problem = null, bool started = true) => new()
    {
        Id = id,
        Item = item,
        StepRunId = Id.New<StepRunId>(),
        Kind = "prompt",
        State = state,
        Attempts = 1,
        Generation = 0,
        CostNanoUsd = cost,
        StartedAt = started ? Noon : null,
        Problem = problem,
        Calls = [],
    };
}
