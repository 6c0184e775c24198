using System.Text.Json.Nodes;
using GenOps.Core.Blobs;
using GenOps.Core.Data;

namespace GenOps.Core.Runs.Engine;

/// <summary>What steps give, as it is stored.</summary>
internal static class StepContents
{
    /// <summary>A value; never under the write turn.</summary>
    public static BlobContent Of(JsonNode? output) => BlobContent.OfText(output?.ToText() ?? "null", "application/json");

    /// <summary>What a review step gives once all is decided.</summary>
    /// <exception cref="NotMadeException">It is not made yet.</exception>
    public static BlobContent OfReviewed(MadeContents made, int approved, int rejected) =>
        made.Of($"decided {approved} {rejected}", _ => Task.FromResult(Of(new JsonObject { ["approved"] = approved, ["rejected"] = rejected })));

    /// <summary>What a mapped step gives: what its items gave, in their order. A skipped one keeps its place as null, so that steps of the same family still meet their own item.</summary>
    /// <exception cref="NotMadeException">The list is not made yet.</exception>
    public static BlobContent OfItems(MadeContents made, IReadOnlyList<BlobHash?> outputs, CancellationToken cancellationToken) =>
        made.Of($"list of {string.Join(' ', outputs.Select(h => h?.Hex ?? "null"))}", async db =>
        {
            var list = new JsonArray();
            foreach (var output in outputs) list.Add(output is { } hash ? Json.Parse(await made.ReadAsync(db, hash, cancellationToken)) : null);
            return made.Keep(Of(list));
        });
}
