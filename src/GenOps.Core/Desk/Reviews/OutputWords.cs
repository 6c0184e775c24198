using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Reviews;

/// <summary>What tells outputs apart that bear one name.</summary>
/// <param name="Text">The first words; empty where they were erased.</param>
/// <param name="OfInput">True when they are of what the run was given, since the output holds no text.</param>
public sealed record OutputWords(string Text, bool OfInput)
{
    /// <summary>Those of some outputs in their latest revision.</summary>
    /// <param name="db">The caller's context.</param>
    /// <param name="outputs">Which.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal static async Task<IReadOnlyDictionary<OutputId, OutputWords>> OfAsync(
        GenOpsDbContext db, IReadOnlyCollection<OutputId> outputs, CancellationToken cancellationToken)
    {
        var inputs = await db.Outputs.Where(o => outputs.Contains(o.Id)).Join(db.Runs, o => o.RunId, r => r.Id, (o, r) => new { o.Id, r.InputHash })
            .ToDictionaryAsync(o => o.Id, o => o.InputHash, cancellationToken);
        var artifacts = await (
            from a in db.Artifacts.AsNoTracking()
            join v in db.OutputRevisions on a.RevisionId equals v.Id
            join o in db.Outputs on new { Id = v.OutputId, Revision = v.Number } equals new { o.Id, o.Revision }
            where outputs.Contains(o.Id)
            select a).ToListAsync(cancellationToken);
        var texts = artifacts.Where(a => MediaTypes.IsText(a.MediaType) && a.Length > 0).GroupBy(a => a.OutputId)
            .ToDictionary(g => g.Key, g => ArtifactReading.InOrder(g).First());
        var starts = await BlobStore.StartsAsync(
            db, outputs.Select(o => texts.TryGetValue(o, out var text) ? text.ContentHash : inputs[o]), FirstWords.Bytes, cancellationToken);
        return outputs.ToDictionary(o => o, o => texts.TryGetValue(o, out var text)
            ? new OutputWords(Words(text.ContentHash, text.MediaType), OfInput: false)
            : new OutputWords(Words(inputs[o], "application/json"), OfInput: true));

        string Words(BlobHash hash, string mediaType) => starts.TryGetValue(hash, out var start) ? FirstWords.Of(start, mediaType) : "";
    }
}
