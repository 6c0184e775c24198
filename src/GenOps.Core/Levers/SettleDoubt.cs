using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Levers;

/// <summary>What a person decides about a call in doubt.</summary>
public enum DoubtDecision
{
    /// <summary>Send it again, at the risk of paying twice.</summary>
    Resubmit,

    /// <summary>Give it up; its step fails and the estimate stands.</summary>
    WriteOff,
}

/// <summary>Ends the doubt about a call by a person's decision: its step goes on, or fails, and the estimate stands in the ledger.</summary>
public sealed class SettleDoubt(CommandRunner runner)
{
    /// <summary>Decides, releases the hold, and wakes the run.</summary>
    /// <exception cref="ConflictException">The call is not in doubt any more.</exception>
    public Task ExecuteAsync(Actor actor, ModelCallId id, DoubtDecision decision, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Operator), scope => StageAsync(scope, id, decision), cancellationToken);

    private static async Task StageAsync(CommandScope scope, ModelCallId id, DoubtDecision decision)
    {
        var (db, actor, now, cancellationToken) = scope;
        var call = await db.ModelCalls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken)
            ?? throw new NotFoundException($"There is no call {id}.");
        await RunLock.TakeAsync(db, call.RunId, cancellationToken);
        var resubmit = decision == DoubtDecision.Resubmit;
        var problem = $"{actor.Name} decided to {(resubmit ? "send it again" : "write it off")}.";
        var settled = await db.ModelCalls.Where(c => c.Id == id && c.State == CallState.InDoubt).MoveAsync(
            resubmit ? CallState.Resubmitted : CallState.WrittenOff, c => c.SetProperty(x => x.Problem, problem), cancellationToken);
        if (settled == 0)
        {
            var state = await db.ModelCalls.Where(c => c.Id == id).Select(c => c.State).SingleAsync(cancellationToken);
            throw new ConflictException($"The call is {state}, not in doubt, so there is nothing to decide.");
        }

        var target = call.StepRunId.ToString();
        await db.Holds.Where(h => h.Scope == HoldScope.Step && h.Target == target && h.ReleasedAt == null)
            .ExecuteUpdateAsync(h => h.SetProperty(x => x.ReleasedAt, now).SetProperty(x => x.ReleasedBy, actor.Name), cancellationToken);
        await db.StepRuns.Where(s => s.Id == call.StepRunId && s.State == StepState.Ready && s.WaitsFor == WaitKind.Doubt).ExecuteUpdateAsync(
            s => s.SetNoWait().SetProperty(x => x.Problem, ""), cancellationToken);
        await RunWakes.AddAsync(db, call.RunId, now, cancellationToken);
        scope.Record(resubmit ? "call.resubmit" : "call.writeoff", "call", id,
            resubmit ? "Sent a call in doubt again" : "Wrote a call in doubt off");
        scope.Changed(call.RunId);
    }
}
