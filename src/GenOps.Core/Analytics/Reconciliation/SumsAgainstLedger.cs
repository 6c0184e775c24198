using GenOps.Core.Analytics.Measures;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Reconciliation;

/// <summary>What runs cost by the sums, as an answer reads them, against the bare ledger: no join, no class.</summary>
internal static class SumsAgainstLedger
{
    /// <summary>Compares by day, pipeline and kind.</summary>
    /// <returns>Both totals, nano-dollars.</returns>
    public static async Task<(long Summed, long Booked)> CompareAsync(MonthUnderCheck month, CancellationToken cancellationToken)
    {
        var summed = await CostMeasure.Charged.PlainCellsAsync(month.Scope, cancellationToken);
        var booked = await BookedAsync(month, cancellationToken);
        month.Differences.Add(
            DifferenceSort.SumsAndLedger,
            [.. UnequalCells.Between(summed, booked, k => (k.Segment, k.PipelineId, k.Kind)).Select(u => Tell(month, u))]);
        return ((long)summed.Sum(c => c.Amount), (long)booked.Sum(c => c.Amount));
    }

    private static async Task<List<Cell>> BookedAsync(MonthUnderCheck month, CancellationToken cancellationToken)
    {
        var (money, from, to) = (month.Money, month.From, month.To);
        var sums = await month.Db.LedgerEntries.Where(e => e.Money == money && e.RunId != null && e.ChargedAt >= from && e.ChargedAt < to)
            .GroupBy(month.Scope.Segments.Inline((LedgerEntry e) => new CellKey
            {
                PipelineId = e.PipelineId,
                Kind = e.Kind,
                Segment = TimeSegments.Of(e.ChargedAt),
            }))
            .Select(g => new { g.Key, Nanos = g.Sum(e => e.Amount.Nanos), Count = g.LongCount() })
            .ToListAsync(cancellationToken);
        return sums.ConvertAll(s => new Cell(s.Key, s.Nanos, s.Count));
    }

    private static ReconciliationDifference Tell(MonthUnderCheck month, UnequalCells unequal)
    {
        var (day, key) = (month.DayOf(unequal.Key), unequal.Key);
        return new ReconciliationDifference(
            $"{MonthUnderCheck.Words(day)}, {month.Names.Of(key.PipelineId)}, {CostWords.Of(key.Kind!.Value)} cost: the sums hold {Exactly.Usd(unequal.One.Amount)} of "
                + $"{Exactly.Number(unequal.One.Rows)} entries, the ledger {Exactly.Usd(unequal.Other.Amount)} of {Exactly.Number(unequal.Other.Rows)}; difference {Exactly.Usd(unequal.Difference)}.",
            unequal.Difference, KpiUnit.NanoUsd)
        {
            Day = day,
            PipelineId = key.PipelineId,
            Fact = CostMeasure.Charged.Label,
        };
    }
}
