using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Pricing;

namespace GenOps.Core.Inference.Protocol;

/// <summary>Books what an answered call cost, as far as its use has prices.</summary>
public static class CallBooking
{
    /// <summary>
    /// Part of T3, and of a later repricing: the priced part goes into the ledger, and what has no price is named on the call. What
    /// was booked in doubt stands until all has a price, since it is the worst case already. The charge belongs to the period in
    /// which the call was intended.
    /// </summary>
    /// <param name="db">The caller's unit of work; nothing is saved.</param>
    /// <param name="call">The call, whose use is known.</param>
    /// <param name="priced">The price of its use.</param>
    /// <param name="run">Its run.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <returns>The entry; null when nothing more is booked.</returns>
    public static async Task<LedgerEntry?> BookAsync(
        GenOpsDbContext db, ModelCall call, PricedUsage priced, RunSnapshot run, DateTime now, CancellationToken cancellationToken)
    {
        if (Value(call, priced) is not { } cost) return null;
        return await LedgerBook.SettleAsync(db, call, run, cost, BasisOf(call), call.CreatedAt, now, cancellationToken);
    }

    /// <summary>The first charge of a call of which nothing was booked before; null where none of its use has a price. Nothing is stored.</summary>
    internal static LedgerEntry? FirstEntry(ModelCall call, AnswerPrice price, RunSnapshot run, DateTime now, LedgerEntryId? id = null) =>
        Value(call, price.Use) is { } cost ? LedgerBook.Entry(call, run, cost, BasisOf(call), call.CreatedAt, now, id: id) : null;

    /// <summary>Writes on the call's row what it cost.</summary>
    /// <returns>As far as it is known; null where none of its use has a price.</returns>
    private static Money? Value(ModelCall call, PricedUsage priced)
    {
        call.Pricing = priced.Cost is not null ? PricingState.Priced : priced.IsPartly ? PricingState.PartlyPriced : PricingState.Unpriced;
        call.UnpricedUse = priced.Missing ?? "";
        call.PriceEntries = EntriesOf(priced);
        if (call.Pricing == PricingState.Unpriced) return null;
        var cost = priced.Cost ?? new Money(Math.Max(priced.Part.Nanos, call.CostNanos ?? 0));
        call.CostNanos = cost.Nanos;
        return cost;
    }

    private static LedgerBasis BasisOf(ModelCall call) => call.UsageEstimated ? LedgerBasis.Counted : LedgerBasis.Measured;

    /// <summary>As <see cref="ModelCall.PriceEntries"/>. Joined by hand: keys need no escaping, and it is done under the write turn.</summary>
    public static string EntriesOf(PricedUsage priced) =>
        priced.Entries.Count == 0 ? "" : $"[{string.Join(',', priced.Entries.Select(e => $"\"{e.Value}\""))}]";

    /// <summary>What budgets still count for a call beyond its cost: the rest of its worst case while some of its use has no price.</summary>
    public static Uncounted Uncounted(ModelCall call, RunSnapshot run) => new(
        call.Id, run, call.Provider, call.CreatedAt,
        call.Pricing is PricingState.Unpriced or PricingState.PartlyPriced ? Math.Max(0, (call.ReservedNanos ?? 0) - (call.CostNanos ?? 0)) : 0);
}
