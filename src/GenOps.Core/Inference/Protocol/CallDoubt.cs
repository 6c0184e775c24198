using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Protocol;

/// <summary>T3 of the paid-call protocol for a call that may have been paid and has no answer.</summary>
public sealed class CallDoubt(IDbContextFactory<GenOpsDbContext> factory, IRunSnapshots runs, BudgetBook book, TimeProvider time)
{
    /// <summary>Books it at the worst case, so that budgets never under-count.</summary>
    public async Task BeginAsync(ModelCallId call, string reason, byte[]? partial, bool ofProvider, CancellationToken cancellationToken)
    {
        var part = partial is { Length: > 0 } ? BlobContent.Of(partial, "application/octet-stream") : null;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var row = await db.ModelCalls.SingleAsync(c => c.Id == call, cancellationToken);
        if (row.State != CallState.Sending) return;
        var now = time.UtcNow();
        CallTransitions.Move(row, CallState.InDoubt);
        row.EndedAt ??= now;
        row.Problem = reason;
        if (part is not null) row.AnswerHash = await BlobStore.PutAsync(db, part, now, cancellationToken);
        row.Pricing = row.ReservedNanos is null ? PricingState.Unpriced : PricingState.Priced;
        var entry = row.ReservedNanos is { } worst ? await BookAsync(db, row, worst, now, cancellationToken) : null;
        if (ofProvider)
        {
            row.Failure = CallFailure.Lost;
            await CircuitBreaker.FailAsync(db, row.Provider, row.Model, reason, now, cancellationToken);
        }

        await book.CommitAsync(db, transaction, call, entry, now, cancellationToken);
    }

    /// <summary>Ends the doubt without an answer; the estimate stands.</summary>
    /// <param name="call">A call in doubt.</param>
    /// <param name="to"><see cref="CallState.Resubmitted"/> or <see cref="CallState.WrittenOff"/>.</param>
    /// <param name="reason">In plain words.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task EndAsync(ModelCallId call, CallState to, string reason, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await db.ModelCalls.Where(c => c.Id == call && c.State == CallState.InDoubt)
            .MoveAsync(to, c => c.SetProperty(x => x.Problem, reason), cancellationToken);
    }

    /// <summary>Takes the estimate of a call that was sent again back: its provider does not know it, and no charge comes that late.</summary>
    public async Task TakeBackAsync(ModelCallId call, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        // An answer that turns up at this very moment is booked before or after, never beside.
        await db.ModelCalls.Where(c => c.Id == call).LockAsync(db, cancellationToken);
        var row = await db.ModelCalls.SingleAsync(c => c.Id == call, cancellationToken);
        if (row.State != CallState.Resubmitted) return;
        var now = time.UtcNow();
        var entry = row.CostNanos is null ? null : await BookAsync(db, row, 0, now, cancellationToken);
        if (row.Pricing == PricingState.Unpriced) row.Pricing = PricingState.None;
        await book.CommitAsync(db, transaction, call, entry, now, cancellationToken);
    }

    private async Task<LedgerEntry?> BookAsync(GenOpsDbContext db, ModelCall row, long nanos, DateTime now, CancellationToken cancellationToken)
    {
        row.CostNanos = nanos;
        return await LedgerBook.SettleAsync(
            db, row, await runs.OfAsync(db, row.RunId, cancellationToken), new Money(nanos), LedgerBasis.Estimate, row.CreatedAt, now, cancellationToken);
    }
}
