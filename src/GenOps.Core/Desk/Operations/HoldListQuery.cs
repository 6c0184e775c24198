using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Operations;

/// <summary>Lists the pauses in force.</summary>
public sealed class HoldListQuery(IDbContextFactory<GenOpsDbContext> contexts, TimeProvider clock)
{
    /// <summary>The most that are listed.</summary>
    public const int Most = 500;

    /// <summary>The newest <see cref="Most"/> pauses in force, newest first.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<HoldDetail>> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var holds = await HoldQuery.Active(db, clock.UtcNow()).OrderByDescending(h => h.PlacedAt).Take(Most).ToListAsync(cancellationToken);
        return await NamedAsync(db, holds, cancellationToken);
    }

    private static async Task<IReadOnlyList<HoldDetail>> NamedAsync(GenOpsDbContext db, List<Hold> holds, CancellationToken cancellationToken)
    {
        var runs = holds.Select(h => h.RunId).OfType<RunId>().Distinct().ToList();
        var pipelines = await db.Runs.Where(r => runs.Contains(r.Id)).Join(db.Pipelines, r => r.PipelineId, p => p.Id, (r, p) => new { r.Id, p.Name })
            .ToDictionaryAsync(r => r.Id, r => r.Name, cancellationToken);
        var held = holds.Select(h => h.StepRunId).OfType<StepRunId>().Distinct().ToList();
        var steps = await db.StepRuns.Where(s => held.Contains(s.Id)).Select(s => new { s.Id, s.StepId }).ToDictionaryAsync(s => s.Id, s => s.StepId, cancellationToken);
        return
        [
            .. holds.Select(h => HoldDetail.Of(h) with
            {
                Pipeline = h.RunId is { } run ? pipelines.GetValueOrDefault(run) : null,
                Step = h.StepRunId is { } step ? steps.GetValueOrDefault(step) : null,
            }),
        ];
    }
}
