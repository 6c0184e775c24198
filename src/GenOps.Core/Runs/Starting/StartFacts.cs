using GenOps.Core.Data;
using GenOps.Core.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Starting;

/// <summary>What decides whether a run of a pipeline may start, and what is told of it then.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Holds">The pauses in force on it and on providers, oldest first.</param>
internal sealed record StartFacts(Pipeline Pipeline, IReadOnlyList<Hold> Holds)
{
    /// <summary>Reads them; in the transaction of a start they are those it commits under.</summary>
    public static async Task<StartFacts> ReadAsync(GenOpsDbContext db, Pipeline pipeline, DateTime now, CancellationToken cancellationToken)
    {
        var target = pipeline.Id.ToString();
        var holds = await HoldQuery.Active(db, now)
            .Where(h => h.Scope == HoldScope.Provider || ((h.Scope == HoldScope.Pipeline || h.Scope == HoldScope.Intake) && h.Target == target))
            .OrderBy(h => h.PlacedAt).ToListAsync(cancellationToken);
        return new StartFacts(pipeline, holds);
    }

    /// <summary>The pauses of providers: which of a run's calls will need one is known only when they are routed.</summary>
    public IReadOnlyList<Hold> OnProviders => [.. Holds.Where(h => h.Scope == HoldScope.Provider)];

    /// <summary>Why no run may start; null when one may.</summary>
    public ConflictException? Refusal()
    {
        if (!Pipeline.Enabled) return new ConflictException($"The pipeline '{Pipeline.Name}' is disabled. Enable it first.");
        var hold = Holds.FirstOrDefault(h => h.Scope != HoldScope.Provider);
        return hold is null ? null : new ConflictException($"The pipeline '{Pipeline.Name}' is paused by {hold.By}: {hold.Reason} Resume it first.");
    }
}
