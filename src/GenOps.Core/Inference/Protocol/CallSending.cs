using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Ledger.Budgets;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Protocol;

/// <summary>T2 of the paid-call protocol: that a call is sent is recorded before it is, or that it never will be.</summary>
public sealed class CallSending(IDbContextFactory<GenOpsDbContext> factory, BudgetBook book, NodeIdentity node, TimeProvider time)
{
    /// <summary>T2: from here on the call may have been paid. Asks the gate again, since time has passed since T1.</summary>
    public async Task<Gate> BeginAsync(ModelCall call, ICallGate gate, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var answer = await gate.CheckAsync(db, call.Provider, cancellationToken);
        // A call that may have been paid is brought to its answer, whatever the time.
        if (answer == Gate.TimedOut && call.State == CallState.InDoubt) answer = Gate.Open;
        if (answer != Gate.Open) return answer;
        var now = time.UtcNow();
        var home = node.Home;
        var moved = await db.ModelCalls
            .Where(c => c.Id == call.Id && (c.State == CallState.Intent || c.State == CallState.InDoubt))
            .MoveAsync(
                CallState.Sending, c => c.SetProperty(x => x.SentAt, x => x.SentAt ?? now).SetProperty(x => x.Node, home), cancellationToken);
        if (moved == 0) return Gate.Lost;
        await transaction.CommitAsync(cancellationToken);
        return Gate.Open;
    }

    /// <summary>A call that was provably never sent and will not be; one that somebody put in doubt meanwhile is theirs.</summary>
    public async Task SupersedeAsync(ModelCallId call, CallState from, string reason, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var moved = await db.ModelCalls.Where(c => c.Id == call && c.State == from && c.EndedAt == null).MoveAsync(
            CallState.Superseded, c => c.SetProperty(x => x.Problem, reason).SetProperty(x => x.EndedAt, now), cancellationToken);
        if (moved > 0) await book.CommitAsync(db, transaction, call, null, now, cancellationToken);
    }
}
