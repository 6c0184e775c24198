using GenOps.Core.Analytics.Kpis;
using GenOps.Core.Analytics.Measures;

namespace GenOps.Core.Analytics.Reconciliation;

/// <summary>Every fact by the sums, as an answer reads them, against the same counted from rows, as an answer without sums does.</summary>
internal static class SumsAgainstRows
{
    /// <summary>The measures of which sums are kept.</summary>
    public static IReadOnlyList<FactMeasure> Facts { get; } = [.. AllKpis.Facts, CostMeasure.OfRunsEnded];

    /// <summary>Compares by day and all that cells are kept apart by.</summary>
    public static async Task CompareAsync(MonthUnderCheck month, CancellationToken cancellationToken)
    {
        var ofRows = month.Scope with { Rollups = null };
        var found = new List<ReconciliationDifference>();
        foreach (var fact in Facts)
        {
            var summed = await fact.PlainCellsAsync(month.Scope, cancellationToken);
            var counted = await fact.PlainCellsAsync(ofRows, cancellationToken);
            if (fact.IsOfDurations) (summed, counted) = (ByClass(summed), ByClass(counted));
            found.AddRange(UnequalCells.Between(summed, counted, k => k.Place).Select(u => Tell(month, fact, u)));
        }

        month.Differences.Add(DifferenceSort.SumsAndRows, found);
    }

    private static List<Cell> ByClass(IReadOnlyList<Cell> cells) =>
    [
        .. from same in cells.GroupBy(c => c.Key.Place)
           let key = same.First().Key
           from amount in Durations.Together(same).Amounts
           select new Cell(key with { DurationClass = amount.Key }, Durations.Seconds(amount.Value.Amount), amount.Value.Rows),
    ];

    private static ReconciliationDifference Tell(MonthUnderCheck month, FactMeasure fact, UnequalCells unequal)
    {
        var (day, key) = (month.DayOf(unequal.Key), unequal.Key);
        return new ReconciliationDifference(
            $"{MonthUnderCheck.Words(day)}, {Place(month, key)}, {fact.Label}: the sums hold {MonthUnderCheck.Words(unequal.One.Amount, fact.Unit)} of {Exactly.Number(unequal.One.Rows)} rows, "
                + $"the rows come to {MonthUnderCheck.Words(unequal.Other.Amount, fact.Unit)} of {Exactly.Number(unequal.Other.Rows)}.",
            unequal.Difference, fact.Unit)
        {
            Day = day,
            PipelineId = key.PipelineId,
            Fact = fact.Label,
        };
    }

    private static string Place(MonthUnderCheck month, CellKey key) => string.Join(", ", new[]
    {
        key.VersionId is null ? month.Names.Of(key.PipelineId) : month.Names.Of(key.VersionId),
        key.Kind is { } kind ? CostWords.Of(kind) : null,
        key.Class is { } costClass ? CostWords.Of(costClass) : null,
        key.Rule is null ? null : $"rule “{key.Rule}”",
        key.DurationClass == 0 ? null : $"durations of class {key.DurationClass}",
    }.OfType<string>());
}
