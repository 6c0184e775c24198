using GenOps.Core.Runs;

namespace GenOps.Core.Tests.Runs;

public sealed class StepTransitionsTests
{
    private static readonly string[] Legal =
    [
        "Blocked Ready", "Blocked Cancelled",
        "Ready Running", "Ready Cancelled",
        "Running Ready", "Running Expanded", "Running WaitingForReview", "Running Succeeded", "Running Skipped", "Running Failed", "Running Cancelled",
        "Expanded Succeeded", "Expanded Cancelled",
        "WaitingForReview Ready", "WaitingForReview Cancelled",
        "Failed Ready",
        "Cancelled Blocked", "Cancelled Ready", "Cancelled Expanded",
    ];

    [Fact]
    public void Moves_EachPair_AreThoseWrittenDown() => Assert.Equal(Legal.Order(StringComparer.Ordinal), MoveTable.Of(StepTransitions.Moves));

    [Theory]
    [InlineData(StepState.Running)]
    [InlineData(StepState.Failed)]
    [InlineData(StepState.Cancelled)]
    [InlineData(StepState.WaitingForReview)]
    public void Begin_AsSomethingThatOnlyFollows_IsAFaultOfTheProgram(StepState state) =>
        Assert.Throws<InvalidOperationException>(() => StepTransitions.Begin(
            new StepRun { Id = Id.New<StepRunId>(), RunId = Id.New<RunId>(), StepId = "draft", Kind = "prompt", Position = 0 }, state));
}
