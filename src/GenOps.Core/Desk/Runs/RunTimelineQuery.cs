using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Runs;

/// <summary>Reads where the time of a run went.</summary>
public sealed class RunTimelineQuery(IDbContextFactory<GenOpsDbContext> contexts, RunScripts scripts, TimeProvider clock)
{
    /// <summary>The timeline of a run that was read before.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<RunTimeline> OfAsync(Actor actor, RunDetail run, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        var script = await scripts.OfAsync(run.VersionId, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var reviews = await db.ReviewTasks.AsNoTracking().Where(t => t.RunId == run.Id)
            .Select(t => new { t.StepRunId, t.OpenedAt, t.EndedAt }).ToListAsync(cancellationToken);
        var now = clock.UtcNow();
        var pipeline = run.PipelineId.ToString();
        var holds = await db.Holds.AsNoTracking().Where(h => h.RunId == run.Id || (h.Scope == HoldScope.Pipeline && h.Target == pipeline))
            .Select(h => new { h.StepRunId, h.PlacedAt, h.ReleasedAt, h.Until }).ToListAsync(cancellationToken);
        return RunTimeline.Of(
            run, script.Graph, reviews.ToLookup(t => t.StepRunId, t => (t.OpenedAt, t.EndedAt)), now,
            [.. holds.Select(h => new HeldSpan(h.StepRunId, h.PlacedAt, h.ReleasedAt ?? (h.Until <= now ? h.Until : null)))]);
    }
}
