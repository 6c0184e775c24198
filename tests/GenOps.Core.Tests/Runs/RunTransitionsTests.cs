using GenOps.Core.Runs;

namespace GenOps.Core.Tests.Runs;

public sealed class RunTransitionsTests
{
    private static readonly string[] Legal =
    [
        "Pending Running", "Pending Succeeded", "Pending Rejected", "Pending Failed", "Pending Cancelled",
        "Running Pending", "Running WaitingForReview", "Running Succeeded", "Running Rejected", "Running Failed", "Running Cancelled",
        "WaitingForReview Pending", "WaitingForReview Running", "WaitingForReview Succeeded", "WaitingForReview Rejected",
        "WaitingForReview Failed", "WaitingForReview Cancelled",
        "Failed Pending",
    ];

    [Fact]
    public void Moves_EachPair_AreThoseWrittenDown() => Assert.Equal(Legal.Order(StringComparer.Ordinal), MoveTable.Of(RunTransitions.Moves));

    [Fact]
    public void Move_OutOfAnEndThatNobodyRetries_IsAFaultOfTheProgram()
    {
        var run = new Run
        {
            Id = Id.New<RunId>(),
            PipelineId = Id.New<PipelineId>(),
            VersionId = Id.New<PipelineVersionId>(),
            Money = MoneyMode.Sandbox,
            InputHash = Core.Blobs.BlobHash.Of([]),
            CostCentre = "",
            Trigger = "manual",
            TriggeredBy = "a test",
            TriggeredAt = DateTime.UnixEpoch,
        };
        RunTransitions.Move(run, RunState.Cancelled);

        var refused = Assert.Throws<InvalidOperationException>(() => RunTransitions.Move(run, RunState.Running));

        Assert.Contains("Cancelled cannot become Running", refused.Message, StringComparison.Ordinal);
        Assert.Equal(RunState.Cancelled, run.State);
    }
}
