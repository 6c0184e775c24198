using System.Text;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Publishing;

/// <summary>Turns accepted outputs into the files of a delivery; the same outputs always give the same files.</summary>
internal static class ParcelPacking
{
    /// <exception cref="IllegalTransitionException">An output is not accepted: nothing is delivered before approval.</exception>
    public static async Task<PackedFiles> PackAsync(GenOpsDbContext db, PublishDelivery delivery, CancellationToken cancellationToken)
    {
        List<DeliveredFile> files = [];
        List<string> empty = [];
        foreach (var id in delivery.OutputIds)
        {
            var (output, found) = await FilesOfAsync(db, delivery, id, cancellationToken);
            if (EmptyDelivery.Is(delivery.Format, found.Select(f => (f.MediaType, f.Content)))) empty.Add(output.Item < 0 ? output.Name : $"{output.Name} {output.Item + 1}");
            files.AddRange(found);
        }

        if (delivery.Format == PublishFormat.Csv) files = Tabulate(delivery.Pipeline, files);
        var names = PublishNames.Unique(files.Select(f => f.Name));
        return new PackedFiles([.. files.Select((file, index) => file with { Name = names[index] })], empty);
    }

    /// <summary>By this a replay knows whether it is the same delivery.</summary>
    public static string Hash(PublishDelivery delivery, IReadOnlyList<DeliveredFile> files) => BlobHash.Of(Json.Serialize(new
    {
        channel = delivery.Channel,
        files = files.Select(f => new { hash = BlobHash.Of(f.Content).Hex, name = f.Name, output = f.OutputId?.Value, type = f.MediaType }),
    })).Hex;

    private static async Task<(Output Output, List<DeliveredFile> Files)> FilesOfAsync(
        GenOpsDbContext db, PublishDelivery delivery, OutputId id, CancellationToken cancellationToken)
    {
        var output = await db.Outputs.AsNoTracking().SingleAsync(o => o.Id == id, cancellationToken);
        if (output.State is not (OutputState.Approved or OutputState.Published))
            throw new IllegalTransitionException(output, "published", "Only what was approved is ever delivered.");

        var artifacts = await (
            from revision in db.OutputRevisions
            where revision.OutputId == id && revision.Number == output.Revision
            join artifact in db.Artifacts on revision.Id equals artifact.RevisionId
            orderby artifact.Name
            select artifact).AsNoTracking().ToListAsync(cancellationToken);
        var folder = delivery.OutputIds.Count > 1 && delivery.Format == PublishFormat.Files ? FolderOf(output) : "";
        List<DeliveredFile> files = [];
        foreach (var artifact in artifacts.Where(a => delivery.Steps is null || delivery.Steps.Contains(a.StepId)))
        {
            var content = await BlobStore.GetAsync(db, artifact.ContentHash, cancellationToken);
            files.Add(new DeliveredFile(id, Path.Combine(folder, PublishNames.Segment(artifact.Name)), artifact.MediaType, content));
        }

        return (output, files);
    }

    /// <summary>Several outputs side by side each get a folder, numbered so that they sort.</summary>
    private static string FolderOf(Output output) =>
        PublishNames.Segment(output.Item < 0 ? output.Name : $"{output.Name}-{output.Item + 1:000}");

    private static List<DeliveredFile> Tabulate(string pipeline, List<DeliveredFile> files)
    {
        List<IReadOnlyDictionary<string, string>> rows = [];
        List<DeliveredFile> others = [];
        foreach (var file in files)
        {
            if (MediaTypes.IsJson(file.MediaType) && CsvTable.Rows(Encoding.UTF8.GetString(file.Content)) is { } found) rows.AddRange(found);
            else others.Add(file);
        }

        return [new DeliveredFile(null, PublishNames.Segment(pipeline) + ".csv", "text/csv", CsvTable.Write(rows)), .. others];
    }
}

/// <summary>What a delivery consists of.</summary>
/// <param name="Files">The files, each with a name of its own.</param>
/// <param name="EmptyOutputs">Names of outputs of which nothing would arrive.</param>
internal sealed record PackedFiles(IReadOnlyList<DeliveredFile> Files, IReadOnlyList<string> EmptyOutputs);
