using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics;

/// <summary>The names that labels need.</summary>
internal sealed record KpiNames(
    IReadOnlyDictionary<PipelineId, string> Pipelines, IReadOnlyDictionary<PipelineVersionId, string> Versions)
{
    /// <summary>Those of all pipelines and versions.</summary>
    public static async Task<KpiNames> LoadAsync(GenOpsDbContext db, CancellationToken cancellationToken)
    {
        var pipelines = await db.Pipelines.ToDictionaryAsync(p => p.Id, p => p.Name, cancellationToken);
        var versions = await db.PipelineVersions.Select(v => new { v.Id, v.PipelineId, v.Number }).ToListAsync(cancellationToken);
        return new KpiNames(pipelines, versions.ToDictionary(
            v => v.Id, v => $"{pipelines.GetValueOrDefault(v.PipelineId, v.PipelineId.ToString())} v{v.Number}"));
    }

    /// <summary>A pipeline's name; what belongs to none is shared.</summary>
    public string Of(PipelineId? id) => id is { } known ? Pipelines.GetValueOrDefault(known, known.ToString()) : "no pipeline";

    /// <summary>A version as <c>name v3</c>.</summary>
    public string Of(PipelineVersionId? id) => id is { } known ? Versions.GetValueOrDefault(known, known.ToString()) : "no version";
}
