using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Pricing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Protocol;

/// <summary>T3 of the paid-call protocol for an answer.</summary>
public sealed class CallAnswers(
    IDbContextFactory<GenOpsDbContext> factory, CallLog calls, IProviderRegistry providers, IPriceBook prices, IRunSnapshots runs, IStepProgress progress,
    BudgetBook book, IAnswerIdentity identity, TimeProvider time)
{
    private readonly AnswersAgain again = new(identity, providers, prices, runs, book, time);

    /// <summary>Bytes, use, price and ledger entry in one transaction. Not fenced by the lease: a result that was paid is kept, whoever brings it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="body">As it arrived.</param>
    /// <param name="providerRef">The provider's own name of it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="asked">The recorded request, where it is at hand.</param>
    /// <param name="cutAt">The bound in bytes at which it was cut off; null where it is whole.</param>
    /// <returns>What it says; null where it is not the call's answer: it was answered before, or had been given up.</returns>
    public async Task<ModelAnswer?> RecordAsync(
        ModelCallId call, byte[] body, string? providerRef, CancellationToken cancellationToken, CanonicalRequest? asked = null, long? cutAt = null)
    {
        var reading = await ReadAsync(call, body, asked, cutAt, cancellationToken);
        var answer = reading.Answer;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var row = await db.ModelCalls.SingleAsync(c => c.Id == call, cancellationToken);
        if (IsLate(row))
        {
            // Its estimate may be taken back at this very moment.
            await db.ModelCalls.Where(c => c.Id == call).LockAsync(db, cancellationToken);
            await db.Entry(row).ReloadAsync(cancellationToken);
        }

        if (CallTransitions.IsAnswered(row.State))
        {
            await again.RecordAsync(db, transaction, row, reading, providerRef, cancellationToken);
            return null;
        }

        // Whoever answers was asked, whatever was written down of it.
        if (row.State == CallState.Intent) CallTransitions.Move(row, CallState.Sending);
        var late = IsLate(row);
        var now = time.UtcNow();
        await BlobStore.PutAsync(db, reading.Body, now, cancellationToken);
        reading.Put(row, late ? CallState.LateCharge : CallState.Responded, providerRef, cutAt, now);
        if (late) row.Problem = "The provider answered this call after it had ended without an answer. The answer is kept, and its charge booked.";
        db.AddRange(reading.Lines(call));
        var priced = Price(prices, row, answer.Usage, now);
        var run = await runs.OfAsync(db, row.RunId, cancellationToken);
        var entry = await CallBooking.BookAsync(db, row, priced, run, now, cancellationToken);
        await CircuitBreaker.SucceedAsync(db, row.Provider, row.Model, cancellationToken);
        if (!late) await progress.AnsweredAsync(db, row.StepRunId, cancellationToken);
        await book.CommitAsync(db, transaction, call, entry, now, cancellationToken, CallBooking.Uncounted(row, run));
        return late ? null : answer;
    }

    /// <summary>What the use of an answered call costs.</summary>
    internal static PricedUsage Price(IPriceBook prices, ModelCall row, Usage usage, DateTime now) =>
        prices.Price(row.Provider, row.PricedModel, usage, row.SentAt ?? row.CreatedAt, now, ServiceTiers.KeyOf(row.ServiceTier));

    private static bool IsLate(ModelCall row) => CallTransitions.Moves.Allows(row.State, CallState.LateCharge);

    /// <summary>What an answer says, by the reader of the provider that was asked.</summary>
    private async Task<AnswerReading> ReadAsync(
        ModelCallId call, byte[] body, CanonicalRequest? asked, long? cutAt, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var row = await db.ModelCalls.AsNoTracking().SingleAsync(c => c.Id == call, cancellationToken);
        return AnswerReading.Of(providers.Get(row.Provider), asked ?? await calls.RequestAsync(row, cancellationToken), body, cutAt);
    }
}
