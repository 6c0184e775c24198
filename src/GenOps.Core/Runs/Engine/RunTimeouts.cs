using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Limits;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Engine;

/// <summary>
/// Ends runs whose time is over: what is in flight is finished and kept, nothing more is sent, and the run fails.
/// The database knows the deadline, so that it holds whoever restarts when.
/// </summary>
public sealed class RunTimeouts(CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory, RunScripts scripts, RunPlaces places, TimeProvider time)
{
    /// <summary>Ends all runs whose time is over.</summary>
    /// <returns>How many.</returns>
    public async Task<int> EndOverdueAsync(CancellationToken cancellationToken)
    {
        List<Run> due;
        await using (var db = await factory.CreateDbContextAsync(cancellationToken))
        {
            var now = time.UtcNow();
            // While only people are asked its clock stands, and there is nothing to work out.
            due = await db.Runs.AsNoTracking()
                .Where(r => r.EndedAt == null && r.TimedOutAt == null && !r.CancelRequested && r.State != RunState.WaitingForReview && r.Deadline <= now)
                .ToListAsync(cancellationToken);
        }

        var ended = 0;
        foreach (var run in due)
        {
            if (await EndIfOverAsync(run, cancellationToken)) ended++;
        }

        return ended;
    }

    /// <summary>Ends one run if its time is over.</summary>
    /// <returns>Whether it was.</returns>
    public async Task<bool> EndIfOverAsync(Run run, CancellationToken cancellationToken)
    {
        if (run.Deadline is null || run.Deadline > time.UtcNow()) return false;
        if ((await scripts.OfAsync(run.VersionId, cancellationToken)).Definition.Timeout is not { } timeout) return false;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (!await TimeLimits.IsOverAsync(db, run, timeout, time.UtcNow(), cancellationToken)) return false;
        return await runner.RunAsync(Actor.System, scope => StageAsync(scope, run, timeout), cancellationToken);
    }

    private async Task<bool> StageAsync(CommandScope scope, Run run, TimeSpan timeout)
    {
        var (db, _, now, cancellationToken) = scope;
        await RunLock.TakeAsync(db, run.Id, cancellationToken);
        var row = await db.Runs.SingleAsync(r => r.Id == run.Id, cancellationToken);
        if (Run.IsFinal(row.State) || row.CancelRequested || row.TimedOutAt is not null) return false;
        var reason = $"It took longer than its timeout of {DurationText.Words(timeout)}, pauses and reviews not counted.";
        row.TimedOutAt = now;
        if (row.Problem.Length == 0) row.Problem = reason;
        scope.Record("run.timeout", "run", run.Id, $"Ended the run: {reason}");
        await RunCourse.CancelUndoubtedAsync(db, run.Id, RunDecision.TimeOver, now, cancellationToken);
        await RunCourse.SettleAsync(db, row, now, cancellationToken);
        scope.Changed(run.Id);
        if (Run.IsFinal(row.State)) scope.Afterward((places, row.PipelineId), () => places.GiveAsync(row.PipelineId, cancellationToken));
        return true;
    }
}
