using System.Text.Json.Nodes;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using GenOps.Core.Runs.Steps;

namespace GenOps.Core.Runs.Engine;

/// <summary>What steps give, as it is stored.</summary>
internal static class StepContents
{
    /// <summary>A value; never under the write turn.</summary>
    public static BlobContent Of(JsonNode? output) => BlobContent.OfText(output?.ToText() ?? "null", "application/json");

    /// <summary>What a review step gives for its outputs, all of which are decided on.</summary>
    /// <exception cref="NotMadeException">It is not made yet.</exception>
    public static BlobContent OfDecided(MadeContents made, IReadOnlyList<Output> outputs)
    {
        var output = ReviewStepKind.Decided(outputs).Output!;
        return made.Of($"decided {output["approved"]} {output["rejected"]}", _ => Task.FromResult(Of(output)));
    }
}
