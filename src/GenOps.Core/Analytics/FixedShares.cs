using GenOps.Core.Analytics.Measures;
using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics;

/// <summary>A part of one entry of the company's fixed cost.</summary>
/// <param name="Id">Made of the entry and of whom it falls to, so that no two parts share it.</param>
/// <param name="Entry">The entry.</param>
/// <param name="PipelineId">Who bears it; null when nobody had any direct cost in its month.</param>
/// <param name="CostCentre">The runs' cost centre, as their snapshots name it.</param>
/// <param name="Nanos">Nano-US-dollars; the parts of an entry sum to it.</param>
/// <param name="Part">Their direct cost ÷ that of all in the month, 0 to 1; 1 when nobody had any.</param>
internal sealed record FixedShare(Guid Id, LedgerEntry Entry, PipelineId? PipelineId, string CostCentre, long Nanos, decimal Part);

/// <summary>
/// Lays the company's fixed cost on the pipelines, by the key that every figure states: their share of the direct cost
/// (models, tools and people) of the calendar month. The month is the base whatever period is looked at, so that the shares
/// of its days and of its pipelines add up. A pipeline's own fixed cost is its own whole.
/// </summary>
internal static class FixedShares
{
    /// <summary>The shares that a filter leaves, by day.</summary>
    public static async Task<IReadOnlyList<FixedShare>> OfAsync(MeasureScope scope, CancellationToken cancellationToken)
    {
        var filter = scope.Filter;
        // It belongs to no version, provider or model.
        if (filter.RestrictsCostOnly || filter.Version is not null || scope.Slice.OtherThan.Contains(ProviderModel.None)) return [];
        var entries = await scope.LedgerEntries.AsNoTracking()
            .Where(e => e.Money == filter.Money && e.Kind == CostKind.Fixed && e.PipelineId == null && e.RunId == null)
            .Where(e => e.ChargedAt >= filter.From && e.ChargedAt < filter.To)
            .OrderByDescending(e => e.ChargedAt).ThenBy(e => e.Id)
            .ToListAsync(cancellationToken);
        if (entries.Count == 0) return [];
        var months = new Months(entries, scope.Calendar);
        var direct = await DirectCostAsync(scope, months, cancellationToken);
        var shares = entries.SelectMany(e => Split(e, [.. direct[months.Of(e.ChargedAt)]]));
        if (filter.Pipeline is { } pipeline) shares = shares.Where(s => s.PipelineId == pipeline);
        if (filter.CostCentre is { } centre) shares = shares.Where(s => s.CostCentre == centre);
        return [.. shares];
    }

    private static async Task<ILookup<int, DirectCost>> DirectCostAsync(MeasureScope asking, Months months, CancellationToken cancellationToken)
    {
        var filter = new AnalyticsFilter { Money = asking.Filter.Money, From = months.From, To = months.To };
        var scope = new MeasureScope(asking.Db, filter, new KpiSlice(), [], asking.Stated, asking.Calendar) { KnownTo = asking.KnownTo };
        List<MonthSum> sums = [];
        if (asking.Rollups is { } rollups)
        {
            var days = new RollupDays(asking.Calendar.DayOf(months.From).DayNumber, asking.Calendar.DayOf(months.To).DayNumber, months.From, months.To);
            sums.AddRange((await rollups.CellsAsync(RollupFact.Charged, new RollupKeyFilter(filter, OfCalls: true, new KpiSlice()), byModel: false, days, months.Segments.Cuts, cancellationToken))
                .Where(c => c.Kind != CostKind.Fixed)
                .Select(c => new MonthSum(c.PipelineId, c.CostCentre, months.Of(asking.Calendar.StartOf(DateOnly.FromDayNumber(c.Day))), c.Amount)));
            sums.AddRange(await CountAsync(scope with { OfNoRun = true }, months, cancellationToken));
            if (rollups.HasChanged) sums.AddRange(await CountAsync(scope with { Runs = rollups.Changed(filter.Money) }, months, cancellationToken));
        }
        else
        {
            sums.AddRange(await CountAsync(scope, months, cancellationToken));
        }

        // What was taken back in a month bears nothing.
        return sums.GroupBy(s => (s.PipelineId, s.CostCentre, s.Month), s => s.Nanos)
            .Select(g => (g.Key.Month, Cost: new DirectCost(g.Key.PipelineId, g.Key.CostCentre, g.Sum())))
            .Where(c => c.Cost.Nanos > 0).ToLookup(c => c.Month, c => c.Cost);
    }

    private static async Task<IEnumerable<MonthSum>> CountAsync(MeasureScope scope, Months months, CancellationToken cancellationToken)
    {
        var sums = await CostRows.Filtered(scope)
            .Where(e => e.Kind != CostKind.Fixed && e.PipelineId != null)
            .Where(e => e.ChargedAt >= months.From && e.ChargedAt < months.To)
            .GroupBy(months.Segments.Inline((LedgerEntry e) => new MonthKey
            {
                PipelineId = e.PipelineId,
                CostCentre = e.CostCentre,
                Month = TimeSegments.Of(e.ChargedAt),
            }))
            .Select(g => new { g.Key, Nanos = g.Sum(e => e.Amount.Nanos) })
            .ToListAsync(cancellationToken);
        return sums.Select(s => new MonthSum(s.Key.PipelineId, s.Key.CostCentre, s.Key.Month, s.Nanos));
    }

    /// <summary>By the largest remainder, so that the parts sum to the entry to the last nano-dollar.</summary>
    private static IEnumerable<FixedShare> Split(LedgerEntry entry, IReadOnlyList<DirectCost> bearers)
    {
        if (bearers.Count == 0) return [new FixedShare(entry.Id.Value, entry, null, "", entry.Amount.Nanos, 1)];
        var inOrder = bearers.OrderBy(b => b.PipelineId!.Value.Value).ThenBy(b => b.CostCentre, StringComparer.Ordinal).ToList();
        var nanos = LargestRemainder.Split(entry.Amount.Nanos, inOrder.ConvertAll(b => b.Nanos));
        var all = inOrder.Sum(b => (decimal)b.Nanos);
        return inOrder.Select((b, i) => new FixedShare(
            Id.Derived($"share|{entry.Id}|{b.PipelineId}|{b.CostCentre}"), entry, b.PipelineId, b.CostCentre, nanos[i], b.Nanos / all));
    }

    private sealed record MonthSum(PipelineId? PipelineId, string CostCentre, int Month, long Nanos);

    private sealed record DirectCost(PipelineId? PipelineId, string CostCentre, long Nanos);

    private sealed class MonthKey
    {
        public PipelineId? PipelineId { get; init; }
        public string CostCentre { get; init; } = "";
        public int Month { get; init; }
    }

    /// <summary>The whole calendar months that entries fall into.</summary>
    private sealed class Months
    {
        public Months(IReadOnlyList<LedgerEntry> entries, ReportingCalendar calendar)
        {
            var first = ReportingCalendar.MonthOf(calendar.DayOf(entries.Min(e => e.ChargedAt)));
            From = calendar.StartOf(first);
            To = calendar.MonthAround(entries.Max(e => e.ChargedAt)).To;
            var cuts = new List<DateTime>();
            for (var month = first.AddMonths(1); calendar.StartOf(month) < To; month = month.AddMonths(1)) cuts.Add(calendar.StartOf(month));
            Segments = new TimeSegments(cuts);
        }

        public DateTime From { get; }

        public DateTime To { get; }

        public TimeSegments Segments { get; }

        public int Of(DateTime at) => Segments.Find(at);
    }
}
