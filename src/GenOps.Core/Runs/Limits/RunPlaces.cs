using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Limits;

/// <summary>
/// Which runs of a pipeline are under way where it takes only so many at once: the most urgent first, the oldest first among
/// those. A run has a place while it is <see cref="RunState.Running"/>; one that waits for people or is paused gives it back.
/// Places are given out under the lock of the pipeline's row, so that no two nodes give the same one.
/// </summary>
public sealed class RunPlaces(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>Locks the pipeline's row until the open transaction ends.</summary>
    /// <returns>How many runs it takes at once; null for any number.</returns>
    public static async Task<int?> LockAsync(GenOpsDbContext db, PipelineId pipeline, CancellationToken cancellationToken)
    {
        await db.Pipelines.Where(p => p.Id == pipeline).LockAsync(db, cancellationToken);
        return await MostAsync(db, pipeline, cancellationToken);
    }

    /// <summary>Part of a run's first claim, in its transaction: takes a place if one is free and it is its turn.</summary>
    /// <returns>Whether it may begin, or go on. If not, it is woken when a place is free for it.</returns>
    public static async Task<bool> EnterAsync(GenOpsDbContext db, Run run, DateTime now, CancellationToken cancellationToken)
    {
        if (await MostAsync(db, run.PipelineId, cancellationToken) is null || await LockAsync(db, run.PipelineId, cancellationToken) is not { } most) return true;
        await db.Runs.Where(r => r.Id == run.Id && r.State == RunState.WaitingForReview)
            .MoveAsync(RunState.Pending, also: null, cancellationToken);
        await AdmitAsync(db, run.PipelineId, most, run.Id, now, cancellationToken);
        if (await db.Runs.AnyAsync(r => r.Id == run.Id && r.State == RunState.Running, cancellationToken)) return true;
        await LetWaitAsync(db, run, most, now, cancellationToken);
        return false;
    }

    /// <summary>Gives free places of a pipeline to the runs whose turn it is.</summary>
    public async Task GiveAsync(PipelineId pipeline, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (await MostAsync(db, pipeline, cancellationToken) is null) return;
        if (!await db.Runs.AnyAsync(r => r.PipelineId == pipeline && r.State == RunState.Pending, cancellationToken)) return;
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        if (await LockAsync(db, pipeline, cancellationToken) is { } most) await AdmitAsync(db, pipeline, most, looking: null, time.UtcNow(), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Gives free places of all pipelines, for wake-ups that were lost.</summary>
    public async Task GiveAllAsync(CancellationToken cancellationToken)
    {
        List<PipelineId> pipelines;
        await using (var db = await factory.CreateDbContextAsync(cancellationToken))
        {
            pipelines = await db.Pipelines.Where(p => p.MostRunsAtOnce != null && db.Runs.Any(r => r.PipelineId == p.Id && r.State == RunState.Pending))
                .Select(p => p.Id).ToListAsync(cancellationToken);
        }

        foreach (var pipeline in pipelines) await GiveAsync(pipeline, cancellationToken);
    }

    /// <summary>A run that is paused and of which nothing is under way gives its place back.</summary>
    /// <returns>Whether it did; it has to enter again.</returns>
    public async Task<bool> LeaveIfPausedAsync(RunId run, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var pipeline = await db.Runs.Where(r => r.Id == run && r.State == RunState.Running && db.Pipelines.Any(p => p.Id == r.PipelineId && p.MostRunsAtOnce != null))
            .Select(r => (PipelineId?)r.PipelineId).SingleOrDefaultAsync(cancellationToken);
        if (pipeline is null) return false;
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        await RunLock.TakeAsync(db, run, cancellationToken);
        var left = await HoldQuery.Active(db, time.UtcNow()).AnyAsync(h => h.Scope == HoldScope.Run && h.RunId == run, cancellationToken)
            && !await db.StepRuns.AnyAsync(s => s.RunId == run && s.State == StepState.Running, cancellationToken)
            && await db.Runs.Where(r => r.Id == run && r.State == RunState.Running)
                .MoveAsync(RunState.Pending, also: null, cancellationToken) > 0;
        await transaction.CommitAsync(cancellationToken);
        if (left) await GiveAsync(pipeline.Value, cancellationToken);
        return left;
    }

    /// <summary>Whether all places of a pipeline are taken; never where it takes any number.</summary>
    public static async Task<bool> IsFullAsync(GenOpsDbContext db, PipelineId pipeline, CancellationToken cancellationToken) =>
        await MostAsync(db, pipeline, cancellationToken) is { } most && await UnderWay(db, pipeline).CountAsync(cancellationToken) >= most;

    /// <summary>The runs but those that wait for a place, which are woken when there is one.</summary>
    public static IQueryable<Run> WithoutWaiting(GenOpsDbContext db, IQueryable<Run> runs) =>
        runs.Where(r => r.State != RunState.Pending || !db.Pipelines.Any(p => p.Id == r.PipelineId && p.MostRunsAtOnce != null));

    /// <summary>The runs that have a place.</summary>
    public static IQueryable<Run> UnderWay(GenOpsDbContext db, PipelineId pipeline) =>
        db.Runs.AsNoTracking().Where(r => r.PipelineId == pipeline && r.State == RunState.Running);

    /// <summary>Wakes all that wait, a few each second: the pipeline takes any number now.</summary>
    internal static async Task LetAllAsync(GenOpsDbContext db, PipelineId pipeline, int perSecond, DateTime now, CancellationToken cancellationToken)
    {
        var waiting = await Waiting(db, pipeline, now).Select(r => r.Id).ToListAsync(cancellationToken);
        await RunsInTurn.WakeAsync(db, waiting, now, perSecond, cancellationToken);
    }

    private static Task<int?> MostAsync(GenOpsDbContext db, PipelineId pipeline, CancellationToken cancellationToken) =>
        db.Pipelines.Where(p => p.Id == pipeline).Select(p => p.MostRunsAtOnce).SingleOrDefaultAsync(cancellationToken);

    private static async Task AdmitAsync(
        GenOpsDbContext db, PipelineId pipeline, int most, RunId? looking, DateTime now, CancellationToken cancellationToken)
    {
        var free = most - await UnderWay(db, pipeline).CountAsync(cancellationToken);
        if (free <= 0) return;
        foreach (var next in await Waiting(db, pipeline, now).Take(free).Select(r => r.Id).ToListAsync(cancellationToken))
        {
            var admitted = await db.Runs.Where(r => r.Id == next && r.State == RunState.Pending)
                .MoveAsync(RunState.Running, also: null, cancellationToken);
            if (admitted == 0) continue;
            await db.StepRuns.Where(s => s.RunId == next && s.WaitsFor == WaitKind.RunPlace).ExecuteUpdateAsync(
                s => s.SetNoWait().SetProperty(x => x.Problem, ""), cancellationToken);
            if (next != looking) await RunWakes.AddAsync(db, next, now, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Its steps that could be worked on say what they wait for.</summary>
    private static async Task LetWaitAsync(GenOpsDbContext db, Run run, int most, DateTime now, CancellationToken cancellationToken)
    {
        var name = await db.Pipelines.Where(p => p.Id == run.PipelineId).Select(p => p.Name).SingleAsync(cancellationToken);
        var why = $"Waits for a place: {name} takes {(most == 1 ? "one run" : $"{most} runs")} at a time.";
        await db.StepRuns
            .Where(s => s.RunId == run.Id && s.State == StepState.Ready && (s.WaitsFor == WaitKind.None || s.WaitsFor == WaitKind.Hold || s.WaitsFor == WaitKind.Turn))
            .ExecuteUpdateAsync(
                s => s.SetProperty(x => x.WaitsFor, WaitKind.RunPlace).SetProperty(x => x.WaitTarget, name).SetProperty(x => x.WaitSince, now)
                    .SetProperty(x => x.WaitUntil, (DateTime?)null).SetProperty(x => x.Problem, why),
                cancellationToken);
    }

    /// <summary>In turn. What is paused, or could do nothing with a place yet, lets the others go first.</summary>
    private static IQueryable<Run> Waiting(GenOpsDbContext db, PipelineId pipeline, DateTime now)
    {
        var holds = HoldQuery.Active(db, now);
        var able = db.StepRuns.Due(now).Unheld(db, now);
        var target = pipeline.ToString();
        return db.Runs.AsNoTracking()
            .Where(r => r.PipelineId == pipeline && r.State == RunState.Pending)
            .Where(r => !holds.Any(h => h.Scope == HoldScope.Pipeline && h.Target == target) && able.Any(s => s.RunId == r.Id))
            .OrderBy(r => r.Priority).ThenBy(r => r.TriggeredAt).ThenBy(r => r.Id);
    }
}
