using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Pipelines;

/// <summary>What a new installation has to show.</summary>
/// <param name="IsFresh">True while nobody has started a run: all there is are the samples' own.</param>
/// <param name="SampleRuns">The runs the first start made, by pipeline.</param>
/// <param name="OldestReview">The review that waits longest; null when none does.</param>
public sealed record FirstSteps(bool IsFresh, IReadOnlyList<SampleRun> SampleRuns, ReviewTaskId? OldestReview);

/// <summary>A sample's first run.</summary>
/// <param name="Id">The run.</param>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Cost">What it cost so far, at sandbox prices.</param>
/// <param name="Review">Its review that waits; null when none does.</param>
public sealed record SampleRun(RunId Id, string Pipeline, RunState State, Money Cost, ReviewTaskId? Review);

/// <summary>Reads what the first-run page shows.</summary>
public sealed class FirstStepsQuery(IDbContextFactory<GenOpsDbContext> contexts)
{
    /// <summary>The trigger of runs that nobody asked for.</summary>
    private const string Sample = "sample";

    /// <summary>Whether nobody has started a run yet.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<bool> IsFreshAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return !await db.Runs.AnyAsync(r => r.Trigger != Sample, cancellationToken);
    }

    /// <summary>All of it.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<FirstSteps> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var runs = await db.Runs.AsNoTracking().Where(r => r.Trigger == Sample)
            .Join(db.Pipelines, r => r.PipelineId, p => p.Id, (r, p) => new { r.Id, p.Name, r.State, r.TriggeredAt })
            .OrderBy(r => r.TriggeredAt).Take(10)
            .Select(r => new
            {
                Run = r,
                Nanos = db.LedgerEntries.Where(e => e.RunId == r.Id).Sum(e => e.Amount.Nanos),
                Review = db.ReviewTasks.Where(t => t.RunId == r.Id && t.State == ReviewState.Open).OrderBy(t => t.OpenedAt)
                    .Select(t => (ReviewTaskId?)t.Id).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        var oldest = await db.ReviewTasks.Where(t => t.State == ReviewState.Open).OrderBy(t => t.OpenedAt)
            .Select(t => (ReviewTaskId?)t.Id).FirstOrDefaultAsync(cancellationToken);
        var started = await db.Runs.AnyAsync(r => r.Trigger != Sample, cancellationToken);
        return new FirstSteps(
            !started, [.. runs.Select(r => new SampleRun(r.Run.Id, r.Run.Name, r.Run.State, new Money(r.Nanos), r.Review))], oldest);
    }
}
