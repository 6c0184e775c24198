using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger.Budgets;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Protocol;

/// <summary>T3 of the paid-call protocol for a call that the provider did not take.</summary>
public sealed class CallRefusal(IDbContextFactory<GenOpsDbContext> factory, BudgetBook book, TimeProvider time)
{
    /// <summary>Nothing is charged, unless the call had been sent before. A repetition that is refused says nothing of the first sending, which stays in doubt.</summary>
    public async Task RecordAsync(ModelCall call, SendOutcome.Rejected refusal, DateTime retryAt, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var row = await db.ModelCalls.SingleAsync(c => c.Id == call.Id, cancellationToken);
        if (row.State != CallState.Sending) return;
        var now = time.UtcNow();
        var repeated = row.EndedAt is not null;
        CallTransitions.Move(row, repeated ? CallState.InDoubt : CallState.Rejected);
        row.EndedAt ??= now;
        row.Problem = repeated ? $"It may have been charged, and its repetition was refused: {refusal.Reason}" : refusal.Reason;
        row.RetryAt = refusal.Retryable && !repeated ? retryAt : null;
        row.Failure = refusal.Kind;
        if (CallFailures.IsOfProvider(refusal.Kind)) await CircuitBreaker.FailAsync(db, row.Provider, row.Model, refusal.Reason, now, cancellationToken);
        if (refusal is { Kind: CallFailure.RateLimited, RetryAfter: not null }) await CallPermits.BlockAsync(db, row.Provider, row.Model, retryAt, cancellationToken);
        await book.CommitAsync(db, transaction, row.Id, null, now, cancellationToken);
    }
}
