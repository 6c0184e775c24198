using GenOps.Core.Outputs;

namespace GenOps.Core.Tests.Outputs;

public sealed class OutputTransitionsTests
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    private static readonly Dictionary<string, (Action<Output> Act, OutputState To, OutputState[] Legal)> Acts = new()
    {
        ["ApproveByRule"] = (o => OutputTransitions.ApproveByRule(o, Noon), OutputState.Approved, [OutputState.Drafted]),
        ["Flag"] = (OutputTransitions.Flag, OutputState.Flagged, [OutputState.Drafted, OutputState.Flagged, OutputState.Approved]),
        ["Approve"] = (o => OutputTransitions.Approve(o, false, Noon), OutputState.Approved, [OutputState.Flagged]),
        ["Reject"] = (o => OutputTransitions.Reject(o, Noon), OutputState.Rejected, [OutputState.Flagged]),
        ["MarkPublished"] = (o => OutputTransitions.MarkPublished(o, Noon), OutputState.Published, [OutputState.Approved, OutputState.Published]),
        ["Abandon"] = (OutputTransitions.Abandon, OutputState.Abandoned, [OutputState.Drafted, OutputState.Flagged, OutputState.Abandoned]),
        ["Withdraw"] = (o => OutputTransitions.Withdraw(o, Noon), OutputState.Withdrawn, [OutputState.Approved, OutputState.Published]),
        ["Redraft"] = (OutputTransitions.Redraft, OutputState.Drafted, [OutputState.Drafted, OutputState.Flagged, OutputState.Abandoned]),
    };

    public static IEnumerable<object[]> All() => Acts.Keys.SelectMany(act => Enum.GetValues<OutputState>().Select(state => new object[] { act, state }));

    [Theory]
    [MemberData(nameof(All))]
    public void Transition_FromEachState_IsLegalOrRefusedWithTheWayOut(string name, OutputState from)
    {
        var (act, to, legal) = Acts[name];
        var output = Output(from);

        if (legal.Contains(from))
        {
            act(output);
            Assert.Equal(to, output.State);
            return;
        }

        var refused = Assert.Throws<IllegalTransitionException>(() => act(output));
        Assert.Equal(from, output.State);
        Assert.Contains(output.Id.ToString(), refused.Message, StringComparison.Ordinal);
        Assert.Contains(from.ToString(), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Withdraw_OfWhatWasAccepted_KeepsWhenItWas()
    {
        var output = Output(OutputState.Drafted);
        OutputTransitions.ApproveByRule(output, Noon);
        OutputTransitions.MarkPublished(output, Noon.AddHours(1));
        OutputTransitions.MarkPublished(output, Noon.AddHours(2));
        OutputTransitions.Withdraw(output, Noon.AddHours(3));

        Assert.Equal((Noon, Noon.AddHours(1), Noon.AddHours(3), false), (output.AcceptedAt, output.PublishedAt, output.WithdrawnAt, output.DecidedByPerson));
    }

    private static Output Output(OutputState state) => new()
    {
        Id = Id.New<OutputId>(),
        RunId = Id.New<RunId>(),
        PipelineId = Id.New<PipelineId>(),
        VersionId = Id.New<PipelineVersionId>(),
        Money = MoneyMode.Sandbox,
        Name = "kit",
        State = state,
        DraftedAt = Noon,
    };
}
