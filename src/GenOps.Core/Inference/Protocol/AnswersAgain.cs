using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Pricing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Protocol;

/// <summary>
/// T3 for a further answer of an answered call. The same one again changes nothing, and neither does any to a provider that charges
/// a key once; another one is a second charge.
/// </summary>
internal sealed class AnswersAgain(
    IAnswerIdentity identity, IProviderRegistry providers, IPriceBook prices, IRunSnapshots runs, BudgetBook book, TimeProvider time)
{
    /// <summary>Keeps and books it in the open transaction, which is committed.</summary>
    public async Task RecordAsync(
        GenOpsDbContext db, WriteTransaction transaction, ModelCall row, AnswerReading reading, string? providerRef, CancellationToken cancellationToken)
    {
        var arrived = new AnswerName(reading.Body.Hash, providerRef ?? reading.Answer.Reference ?? "");
        if (identity.IsSame(new AnswerName(row.AnswerHash, row.ProviderRef), arrived) || providers.Get(row.Provider).CapabilitiesFor(row.Kind).Idempotent) return;
        var others = await db.DuplicateAnswers.Where(d => d.CallId == row.Id).Select(d => new { d.AnswerHash, d.ProviderRef }).ToListAsync(cancellationToken);
        if (others.Exists(d => identity.IsSame(new AnswerName(d.AnswerHash, d.ProviderRef), arrived))) return;
        var (now, usage) = (time.UtcNow(), reading.Answer.Usage);
        await BlobStore.PutAsync(db, reading.Body, now, cancellationToken);
        db.Add(new DuplicateAnswer { CallId = row.Id, AnswerHash = reading.Body.Hash, ProviderRef = arrived.Reference, At = now });
        row.Problem = "The provider answered this call more than once. Each further answer is kept, and its charge booked as a duplicate.";
        var priced = prices.Price(
            row.Provider, reading.Answer.Model ?? row.Model, usage, row.SentAt ?? row.CreatedAt, now, ServiceTiers.KeyOf(reading.Answer.ServiceTier ?? ""));
        var (amount, basis) = priced.Cost is { } cost
            ? (cost, usage.Estimated ? LedgerBasis.Counted : LedgerBasis.Measured)
            : (new Money(Math.Max(priced.Part.Nanos, row.ReservedNanos ?? 0)), LedgerBasis.Estimate);
        var run = await runs.OfAsync(db, row.RunId, cancellationToken);
        var entry = amount == Money.Zero ? null : await LedgerBook.ChargeDuplicateAsync(db, row, run, amount, basis, row.CreatedAt, now, cancellationToken);
        await book.CommitAsync(db, transaction, row.Id, entry, now, cancellationToken, CallBooking.Uncounted(row, run));
    }
}
