using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Runs;

/// <summary>Reads the files and texts a run delivers.</summary>
internal static class RunOutputs
{
    /// <summary>One row per artifact of each output's newest revision, in the order of names.</summary>
    public static async Task<IReadOnlyList<OutputDetail>> ReadAsync(GenOpsDbContext db, RunId id, CancellationToken cancellationToken)
    {
        var outputs = await db.Outputs.AsNoTracking().Where(o => o.RunId == id)
            .OrderBy(o => o.Name).ThenBy(o => o.Item).ToListAsync(cancellationToken);
        if (outputs.Count == 0) return [];

        var artifacts = (await (
            from a in db.Artifacts.AsNoTracking()
            join r in db.OutputRevisions on a.RevisionId equals r.Id
            join o in db.Outputs on r.OutputId equals o.Id
            where o.RunId == id && r.Number == o.Revision
            select a).ToListAsync(cancellationToken)).ToLookup(a => a.OutputId);
        var pipeline = await (from r in db.Runs join p in db.Pipelines on r.PipelineId equals p.Id where r.Id == id select p.Name).SingleAsync(cancellationToken);
        var targets = await db.PublishCalls.AsNoTracking()
            .Where(c => c.RunId == id && (c.State == CallState.Responded || c.State == CallState.Applied))
            .OrderByDescending(c => c.CreatedAt).Select(c => c.Target).ToListAsync(cancellationToken);
        var places = new PublishedPlaces(pipeline, targets);

        return [.. outputs.SelectMany(o => artifacts[o.Id].Any()
            ? artifacts[o.Id].OrderBy(a => a.StepId).ThenBy(a => a.Item).ThenBy(a => a.Name).Select(a => ToDetail(o, a, places))
            : [WithoutArtifact(o)])];
    }

    private static OutputDetail ToDetail(Output output, Artifact artifact, PublishedPlaces places) => new()
    {
        Id = artifact.Id,
        OutputId = output.Id,
        Output = output.Name,
        Step = artifact.StepId,
        Item = artifact.Item >= 0 ? artifact.Item : output.Item >= 0 ? output.Item : null,
        Kind = KindOf(artifact.MediaType),
        State = output.State,
        Path = output.PublishedAt is null ? null : places.Of(output, artifact),
        Name = artifact.Name,
        MediaType = artifact.MediaType,
        Length = artifact.Length,
        Revision = output.Revision,
    };

    private static OutputDetail WithoutArtifact(Output output) => new()
    {
        OutputId = output.Id,
        Output = output.Name,
        Item = output.Item >= 0 ? output.Item : null,
        Kind = "none",
        State = output.State,
        Name = "",
        MediaType = "",
        Length = 0,
        Revision = output.Revision,
    };

    private static string KindOf(string mediaType) => mediaType switch
    {
        "application/json" => "json",
        "text/csv" => "csv",
        _ when mediaType.StartsWith("text/", StringComparison.Ordinal) => "text",
        _ when mediaType.StartsWith("image/", StringComparison.Ordinal) => "image",
        _ => "file",
    };
}
