using GenOps.Core.Analytics.Measures;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Reconciliation;

/// <summary>
/// What each call says it cost against its ledger entries. A call says what it cost itself; a further charge for it, a duplicate, is in
/// the ledger only. All entries of a call lie in the month in which it was intended.
/// </summary>
internal static class CallsAgainstLedger
{
    /// <summary>Compares call by call.</summary>
    /// <returns>What calls of the month say they cost, and what the ledger holds of calls without duplicates, nano-dollars.</returns>
    public static async Task<(long Calls, long Booked)> CompareAsync(MonthUnderCheck month, CancellationToken cancellationToken)
    {
        var (money, from, to) = (month.Money, month.From, month.To);
        var calls = month.Db.ModelCalls.Where(c => c.Money == money && c.CreatedAt >= from && c.CreatedAt < to);
        var entries = month.Db.LedgerEntries.Where(e => e.Money == money && e.SourceType == LedgerSource.Call && e.ChargedAt >= from && e.ChargedAt < to);
        await FindCallsAsync(month, calls, entries, cancellationToken);
        await FindEntriesAsync(month, entries, cancellationToken);
        return (await calls.SumAsync(c => c.CostNanos ?? 0, cancellationToken), await entries.Where(e => !e.Duplicate).SumAsync(e => e.Amount.Nanos, cancellationToken));
    }

    private static async Task FindCallsAsync(MonthUnderCheck month, IQueryable<Inference.ModelCall> calls, IQueryable<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        var booked = entries.Where(e => !e.Duplicate).GroupBy(e => e.SourceId).Select(g => new { CallId = g.Key, Nanos = g.Sum(e => e.Amount.Nanos) });
        var unequal =
            from call in calls
            join sum in booked on (Guid)(object)call.Id equals sum.CallId into sums
            from sum in sums.DefaultIfEmpty()
            let nanos = (long?)sum.Nanos
            where nanos == null ? call.CostNanos != null : nanos != (call.CostNanos ?? 0)
            select new { call.Id, call.RunId, call.CreatedAt, Cost = call.CostNanos ?? 0, Booked = nanos };
        foreach (var isBooked in new[] { true, false })
        {
            var some = unequal.Where(c => c.Booked != null == isBooked);
            var all = await some.GroupBy(c => 1).Select(g => new { Count = g.LongCount(), Nanos = g.Sum(c => Math.Abs(c.Cost - (c.Booked ?? 0))) }).SingleOrDefaultAsync(cancellationToken);
            if (all is null) continue;
            var first = await some.OrderByDescending(c => c.CreatedAt).ThenBy(c => c.Id).Take(Differences.Told).ToListAsync(cancellationToken);
            month.Differences.Add(
                isBooked ? DifferenceSort.CallAndLedger : DifferenceSort.CallWithoutEntry, all.Count, all.Nanos,
                first.ConvertAll(c => new ReconciliationDifference(
                    c.Booked is { } nanos
                        ? $"Call {c.Id} says it cost {Exactly.Usd(c.Cost)}, its entries come to {Exactly.Usd(nanos)}; difference {Exactly.Usd(c.Cost - nanos)}."
                        : $"Call {c.Id} says it cost {Exactly.Usd(c.Cost)}, and the ledger has no entry of it in this month.",
                    c.Cost - (c.Booked ?? 0), KpiUnit.NanoUsd)
                {
                    CallId = c.Id,
                    RunId = c.RunId,
                }));
        }
    }

    private static async Task FindEntriesAsync(MonthUnderCheck month, IQueryable<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        var (money, begin, end) = (month.Money, month.From, month.To);
        var astray =
            from entry in entries
            // Joined by the source's id, the calls would not be looked up by their key.
            join call in month.Db.ModelCalls on entry.CallId equals (ModelCallId?)call.Id into calls
            from call in calls.DefaultIfEmpty()
            let createdAt = (DateTime?)call.CreatedAt
            let hasCall = createdAt != null && (Guid)(object)call.Id == entry.SourceId
            where !hasCall || createdAt < begin || createdAt >= end || call.Money != money
            select new { entry.Id, entry.RunId, entry.SourceId, entry.ChargedAt, entry.Amount.Nanos, HasCall = hasCall };
        foreach (var hasCall in new[] { false, true })
        {
            var some = astray.Where(e => e.HasCall == hasCall);
            var all = await some.GroupBy(e => 1).Select(g => new { Count = g.LongCount(), Nanos = g.Sum(e => Math.Abs(e.Nanos)) }).SingleOrDefaultAsync(cancellationToken);
            if (all is null) continue;
            var first = await some.OrderByDescending(e => e.ChargedAt).ThenBy(e => e.Id).Take(Differences.Told).ToListAsync(cancellationToken);
            month.Differences.Add(
                hasCall ? DifferenceSort.EntryElsewhere : DifferenceSort.EntryWithoutCall, all.Count, all.Nanos,
                first.ConvertAll(e => new ReconciliationDifference(
                    $"Ledger entry {e.Id} of {Exactly.Usd(e.Nanos)} is for call {e.SourceId}, which {(hasCall ? "was made in another month or with other money" : "does not exist")}.",
                    -e.Nanos, KpiUnit.NanoUsd)
                {
                    EntryId = e.Id,
                    CallId = hasCall ? new ModelCallId(e.SourceId) : null,
                    RunId = e.RunId,
                }));
        }
    }
}
