using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Runs.Engine;

/// <summary>
/// Brings calls to an end whose step ended without them: cancelled with its run, or failed as its workers were lost. No step will ask
/// about them any more, and their estimate would be pending for ever.
/// </summary>
public sealed class LeftCalls(
    IDbContextFactory<GenOpsDbContext> factory, CallSending sending, CallDoubt doubts, DoubtSettlement settlement, CallSpool spool,
    IOptions<RecoveryOptions> options, TimeProvider time, ILogger<LeftCalls> log) : BackgroundService
{
    private const int Most = 50;
    private readonly RepeatedFailures failures = new(log, time, "Looking for calls whose step has ended");
    private readonly RepeatedFailures refusals = new(log, time, "Ending a call whose step has ended");

    /// <summary>Ends the oldest ones, as far as it is known by now what becomes of them.</summary>
    /// <returns>How many came a step further.</returns>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        var ended = 0;
        foreach (var call in await OpenAsync(cancellationToken))
        {
            try
            {
                if (await EndAsync(call, cancellationToken)) ended++;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // One that cannot be ended keeps no other from its end.
                refusals.Add(e);
            }
        }

        return ended;
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => PeriodicWork.RunAsync(EndAsync, options.Value.Sweep, failures, time, stoppingToken);

    private async Task<List<ModelCall>> OpenAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await Left(db).OrderBy(c => c.CreatedAt).Take(Most).ToListAsync(cancellationToken);
    }

    private async Task<bool> EndAsync(ModelCall call, CancellationToken cancellationToken)
    {
        if (spool.IsUnderWay(call.Id)) return false;
        if (call.State == CallState.Intent)
        {
            await sending.SupersedeAsync(call.Id, CallState.Intent, "Its step ended before it was sent.", cancellationToken);
            return true;
        }

        // Another node may be at work on it, until its time is over.
        if (!settlement.IsOver(call)) return false;
        if (await spool.TakeAsync(call.Id, cancellationToken) is not SpoolRecovery.None and var recovery) return recovery == SpoolRecovery.Recorded;
        if (call.State == CallState.Sending)
        {
            await doubts.BeginAsync(call.Id, "Its step ended while it was under way, and no answer of it was kept.", null, ofProvider: false, cancellationToken);
            return true;
        }

        return await settlement.TakeKeptAsync(call, cancellationToken) || await WriteOffAsync(call, cancellationToken);
    }

    /// <summary>Gives it up; its estimate stands, and a bill that turns up after all is booked as a late charge. Nobody has to decide about it any more.</summary>
    /// <returns>False where its step was taken up again meanwhile.</returns>
    private async Task<bool> WriteOffAsync(ModelCall call, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        await RunLock.TakeAsync(db, call.RunId, cancellationToken);
        var now = time.UtcNow();
        var problem = $"Its step ended before it was known what became of it. {call.Provider} may charge it still, so its estimate stands.";
        var written = await Left(db).Where(c => c.Id == call.Id && c.State == CallState.InDoubt)
            .MoveAsync(CallState.WrittenOff, c => c.SetProperty(x => x.Problem, problem), cancellationToken);
        if (written == 0) return false;
        await db.Holds.Where(h => h.StepRunId == call.StepRunId && h.Scope == HoldScope.Step && h.Cause == WaitKind.Doubt && h.ReleasedAt == null)
            .ExecuteUpdateAsync(h => h.SetProperty(x => x.ReleasedAt, now), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static IQueryable<ModelCall> Left(GenOpsDbContext db)
    {
        var open = StepRun.OpenStates;
        return db.ModelCalls.AsNoTracking()
            .Where(c => c.State == CallState.Intent || c.State == CallState.Sending || c.State == CallState.InDoubt)
            .Where(c => !db.StepRuns.Any(s => s.Id == c.StepRunId && open.Contains(s.State)));
    }
}
