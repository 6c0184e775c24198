using GenOps.Core.Inference;

namespace GenOps.Core.Tests.Inference;

public sealed class CallTransitionsTests
{
    private static readonly string[] Legal =
    [
        "Intent Sending", "Intent Superseded",
        "Sending Responded", "Sending Rejected", "Sending InDoubt", "Sending Superseded",
        "InDoubt Sending", "InDoubt Responded", "InDoubt Rejected", "InDoubt Resubmitted", "InDoubt WrittenOff",
        "Responded Applied", "Responded Unusable",
        "Rejected LateCharge", "Superseded LateCharge", "Resubmitted LateCharge", "WrittenOff LateCharge",
    ];

    [Fact]
    public void Moves_EachPair_AreThoseWrittenDown() => Assert.Equal(Legal.Order(StringComparer.Ordinal), MoveTable.Of(CallTransitions.Moves));
}
