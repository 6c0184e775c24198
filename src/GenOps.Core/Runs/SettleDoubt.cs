using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs;

/// <summary>What a person decides about a call in doubt.</summary>
public enum DoubtDecision
{
    /// <summary>Send it again, at the risk of paying twice.</summary>
    Resubmit,

    /// <summary>Give it up; its step fails and the estimate stands.</summary>
    WriteOff,
}

/// <summary>Ends the hold on a step whose call is in doubt, by a person's decision.</summary>
public sealed class SettleDoubt(IDbContextFactory<GenOpsDbContext> factory, CallLog calls, IOutboxSignal signal, TimeProvider time)
{
    /// <summary>Decides, releases the hold, and wakes the run.</summary>
    /// <exception cref="ConflictException">The call is not in doubt any more.</exception>
    public async Task ExecuteAsync(Actor actor, ModelCallId id, DoubtDecision decision, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var call = await db.ModelCalls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken)
            ?? throw new NotFoundException($"There is no call {id}.");
        if (call.State != CallState.InDoubt) throw new ConflictException($"The call is {call.State}, not in doubt, so there is nothing to decide.");
        var resubmit = decision == DoubtDecision.Resubmit;
        await calls.EndDoubtAsync(
            id, resubmit ? CallState.Resubmitted : CallState.WrittenOff, provenAbsent: false,
            $"{actor.Name} decided to {(resubmit ? "send it again" : "write it off")}.", cancellationToken);

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = time.UtcNow();
        var target = call.StepRunId.ToString();
        await db.Holds.Where(h => h.Scope == HoldScope.Step && h.Target == target && h.ReleasedAt == null)
            .ExecuteUpdateAsync(h => h.SetProperty(x => x.ReleasedAt, now).SetProperty(x => x.ReleasedBy, actor.Name), cancellationToken);
        await RunWakes.AddAsync(db, call.RunId, now, cancellationToken);
        db.Record(actor, now, resubmit ? "call.resubmit" : "call.writeoff", "call", id,
            resubmit ? "Sent a call in doubt again" : "Wrote a call in doubt off");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Notify();
    }
}
