using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Data;

/// <summary>How people call a pipeline, for features that keep only its key.</summary>
public sealed record PipelineLabel(PipelineId Id, string Name, string CostCentre);

/// <summary>Reads the labels of the pipelines.</summary>
public static class PipelineLabels
{
    /// <summary>All pipelines by name.</summary>
    public static async Task<IReadOnlyList<PipelineLabel>> PipelineLabelsAsync(this GenOpsDbContext db, CancellationToken cancellationToken)
    {
        var labels = await db.Pipelines.AsNoTracking()
            .Select(p => new PipelineLabel(p.Id, p.Name, p.CostCentre))
            .ToListAsync(cancellationToken);
        return [.. labels.OrderBy(p => p.Name, StringComparer.Ordinal)];
    }
}
