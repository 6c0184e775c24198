using System.Globalization;
using GenOps.Core.Calls;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;

namespace GenOps.Core.Tests.Desk.Runs;

/// <summary>A run's time by hand, in seconds from its trigger.</summary>
public sealed class RunTimelineTests
{
    private static readonly DateTime Zero = new(2026, 11, 2, 9, 0, 0, DateTimeKind.Utc);

    private static readonly StepGraph Graph = StepGraph.Of(PipelineDefinition.Parse(
        """
        name: timeline
        input: { text: text }
        steps:
          - id: first
            prompt: { tier: small, template: "{{ input.text }}" }
          - id: second
            prompt: { tier: small, template: "{{ steps.first.output }}" }
          - id: look
            review: { of: [second], when: always }
        outputs:
          - name: text
            artifacts: [second]
        """));

    // First: ready at 0, claimed at 2, calls 3–5 and 6–8, done at 9. Second: ready at 9, claimed at 10, one call 10–14.
    // The review: ready at 14, claimed at 14, open 15–75, its step done at 76.
    private static readonly StepDetail First = Step("first", 2, 9, (3, 5), (6, 8));
    private static readonly StepDetail Second = Step("second", 10, 14, (10, 14));
    private static readonly StepDetail Look = Step("look", 14, 76);

    [Fact]
    public void Of_AFinishedRun_DividesEachStepWithoutGap()
    {
        var timeline = RunTimeline.Of(Run(At(76), First, Second, Look), Graph, Reviews((Look, 15, 75)), At(1000));

        Assert.Equal(
            ["first Queue 0-2 Lease 2-3 Execution 3-5 Lease 5-6 Execution 6-8 Lease 8-9", "second Queue 9-10 Execution 10-14", "look Lease 14-15 Person 15-75 Lease 75-76"],
            timeline.Bars.Select(Text));
        Assert.Equal(TimeSpan.FromSeconds(4), timeline.Bars[0].Of(TimeUse.Execution));
        Assert.All(timeline.Bars, bar => Assert.Equal(bar.Stretches[^1].To - bar.Stretches[0].From, new TimeSpan(bar.Stretches.Sum(s => s.Length.Ticks))));
    }

    [Fact]
    public void Of_ARunUnderWay_EndsAtNowAndLeavesOutWhatIsNotReady()
    {
        var working = Step("first", 2, null, (3, null));

        var timeline = RunTimeline.Of(Run(null, working, Step("second", null, null), Step("look", null, null)), Graph, Reviews(), At(20));

        Assert.Equal(["first Queue 0-2 Lease 2-3 Execution 3-20", "second", "look"], timeline.Bars.Select(Text));
    }

    [Fact]
    public void Of_AnOpenReview_CountsThePersonUntilNow()
    {
        var waiting = Step("look", 14, null);

        var timeline = RunTimeline.Of(Run(null, First, Second, waiting), Graph, Reviews((waiting, 15, null)), At(100));

        Assert.Equal("look Lease 14-15 Person 15-100", Text(timeline.Bars[2]));
    }

    [Fact]
    public void Of_AStepWithoutCalls_CountsItsWorkAsExecution()
    {
        var timeline = RunTimeline.Of(Run(At(12), Step("first", 1, 12) with { Kind = "transform" }), Graph, Reviews(), At(12));

        Assert.Equal("first Queue 0-1 Execution 1-12", Text(timeline.Bars[0]));
    }

    [Fact]
    public void Of_AStepThatWaitsForAProviderAndSentNothing_CountsNoWork()
    {
        // Ready at 0, claimed at 2, at once behind an open circuit.
        var timeline = RunTimeline.Of(Run(null, Waiting(Step("first", 2, null), WaitKind.Provider, 2)), Graph, Reviews(), At(3600));

        Assert.Equal("first Queue 0-2 Wait 2-3600", Text(timeline.Bars[0]));
    }

    [Fact]
    public void Of_AStepThatTriesInVainNowAndThen_CountsTheTrialsAsWorkAndTheRestAsWaiting()
    {
        var timeline = RunTimeline.Of(
            Run(null, Waiting(Step("first", 2, null, (3, 4), (64, 65)), WaitKind.Provider, 4)), Graph, Reviews(), At(100));

        Assert.Equal("first Queue 0-2 Lease 2-3 Execution 3-4 Wait 4-64 Execution 64-65 Wait 65-100", Text(timeline.Bars[0]));
    }

    [Fact]
    public void Of_AStepThatWaitedForAProviderAndIsDone_StillCountsTheWaiting()
    {
        // A call is refused at once at 3; the next one goes out at 7, and again nothing until an answer at 70–72.
        var first = Step("first", 2, 73, (3, 3.5), (7, 8), (70, 72));
        first = first with { Calls = [first.Calls[0] with { State = CallState.Rejected }, .. first.Calls.Skip(1)] };

        var timeline = RunTimeline.Of(Run(At(73), first), Graph, Reviews(), At(1000));

        Assert.Equal("first Queue 0-2 Lease 2-3 Execution 3-3.5 Wait 3.5-7 Execution 7-8 Wait 8-70 Execution 70-72 Lease 72-73", Text(timeline.Bars[0]));
    }

    [Fact]
    public void Of_AStepThatWaitsForAPlace_CountsNoQueue()
    {
        var timeline = RunTimeline.Of(Run(null, Waiting(Step("first", null, null), WaitKind.StepPlace, 1)), Graph, Reviews(), At(20));

        Assert.Equal("first Queue 0-1 Wait 1-20", Text(timeline.Bars[0]));
    }

    [Fact]
    public void Of_AMappedStep_IsAtWorkOnlyWhileOneOfItsItemsIs()
    {
        var mapped = Step("first", 1, null) with { State = StepState.Expanded };
        var done = Step("first", 2, 6, (2, 6)) with { Item = 0 };
        var waits = Waiting(Step("first", 3, null), WaitKind.Provider, 3) with { Item = 1 };

        var timeline = RunTimeline.Of(Run(null, mapped, done, waits), Graph, Reviews(), At(100));

        Assert.Equal(
            ["first Queue 0-2 Execution 2-6 Wait 6-100", "first Queue 1-2 Execution 2-6", "first Queue 1-3 Wait 3-100"], timeline.Bars.Select(Text));
    }

    private static StepDetail Waiting(StepDetail step, WaitKind kind, double since) => step with
    {
        State = StepState.Ready,
        Waits = new WaitDetail { For = kind, Target = "alpha", Name = "alpha", Since = At(since), Why = "It waits." },
    };

    private static string Text(TimelineBar bar) =>
        string.Join(' ', bar.Stretches.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Use} {(s.From - Zero).TotalSeconds}-{(s.To - Zero).TotalSeconds}")).Prepend(bar.Id));

    private static DateTime At(double second) => Zero.AddSeconds(second);

    private static ILookup<StepRunId, (DateTime From, DateTime? To)> Reviews(params (StepDetail Step, double From, double? To)[] reviews) =>
        reviews.ToLookup(r => r.Step.StepRunId, r => (At(r.From), r.To is { } to ? At(to) : (DateTime?)null));

    private static StepDetail Step(string id, double? started, double? ended, params (double Sent, double? Ended)[] calls) => new()
    {
        Id = id,
        StepRunId = Id.New<StepRunId>(),
        Kind = "prompt",
        State = ended is null ? started is null ? StepState.Blocked : StepState.Running : StepState.Succeeded,
        Attempts = 1,
        Generation = 0,
        CostNanoUsd = 0,
        StartedAt = started is { } from ? At(from) : null,
        EndedAt = ended is { } to ? At(to) : null,
        Calls = [.. calls.Select((call, ordinal) => Call(ordinal, call.Sent, call.Ended))],
    };

    private static CallDetail Call(int ordinal, double sent, double? ended) => new()
    {
        Id = Id.New<ModelCallId>(),
        Purpose = CallPurpose.Production,
        Provider = "openai",
        Model = "gpt-4o-mini",
        Tier = Tier.Small,
        State = CallState.Applied,
        Generation = 0,
        Ordinal = ordinal,
        Attempt = 0,
        Usage = new Dictionary<string, long>(),
        Pricing = PricingState.Priced,
        PriceEntries = [],
        CreatedAt = At(sent),
        SentAt = At(sent),
        EndedAt = ended is { } to ? At(to) : null,
    };

    private static RunDetail Run(DateTime? ended, params StepDetail[] steps) => new()
    {
        Id = Id.New<RunId>(),
        Pipeline = "timeline",
        PipelineId = Id.New<PipelineId>(),
        Version = 1,
        VersionId = Id.New<PipelineVersionId>(),
        State = ended is null ? RunState.Running : RunState.Succeeded,
        CostNanoUsd = 0,
        UnpricedCalls = 0,
        Money = MoneyMode.Sandbox,
        CostCentre = "",
        Trigger = "manual",
        TriggeredBy = "ada",
        TriggeredAt = Zero,
        StartedAt = At(2),
        EndedAt = ended,
        Holds = [],
        Steps = steps,
        Outputs = [],
        OpenReviews = [],
    };
}
