using GenOps.Core.Data;
using GenOps.Core.Runs.Limits;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Engine;

/// <summary>Works on one run in this process, without a server, until it ends or needs a person.</summary>
public sealed class RunDriver(RunWorker worker, StepClaims claims, IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>Drives the run.</summary>
    /// <returns>Where it came to rest: a final state, waiting for a review or for a place of its pipeline, or running and held.</returns>
    public async Task<RunState> DriveToRestAsync(RunId run, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await worker.WorkAsync(run, cancellationToken);
            await using var db = await factory.CreateDbContextAsync(cancellationToken);
            var row = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == run, cancellationToken);
            if (Run.IsFinal(row.State) || row.State == RunState.WaitingForReview) return row.State;
            if (row.State == RunState.Pending && await RunPlaces.IsFullAsync(db, row.PipelineId, cancellationToken)) return row.State;
            if (await claims.NextReadyAtAsync(run, cancellationToken) is not { } next)
            {
                var leased = await db.StepRuns.AnyAsync(s => s.RunId == run && s.State == StepState.Running, cancellationToken);
                if (!leased) return row.State;
                next = time.UtcNow() + Look;
            }

            var wait = next - time.UtcNow();
            if (wait <= TimeSpan.Zero && await HoldQuery.OnRunAsync(db, row, time.UtcNow(), cancellationToken) is not null) return row.State;
            await Task.Delay(wait > Look ? wait : Look, time, cancellationToken);
        }
    }
}
