using GenOps.Core.Publishing;

namespace GenOps.Core.Tests.Publishing;

public sealed class PublishTransitionsTests
{
    private static readonly string[] Legal =
    [
        "Intent Sending", "Intent Superseded",
        "Sending Responded", "Sending Rejected", "Sending InDoubt", "Sending Resubmitted",
        "InDoubt Resubmitted",
        "Resubmitted Responded", "Resubmitted Rejected",
    ];

    [Fact]
    public void Moves_EachPair_AreThoseWrittenDown() => Assert.Equal(Legal.Order(StringComparer.Ordinal), MoveTable.Of(PublishTransitions.Moves));
}
