using GenOps.Core.Analytics.Measures;
using GenOps.Core.Analytics.Rollups;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Reconciliation;

/// <summary>The sum of the month against those of its days, by fact and key: long periods are read from the one, short ones from the other.</summary>
internal static class MonthsAgainstDays
{
    /// <summary>Compares them.</summary>
    public static async Task CompareAsync(MonthUnderCheck month, CancellationToken cancellationToken)
    {
        var (first, end) = (month.First.DayNumber, month.First.AddMonths(1).DayNumber);
        var ofMonth = await SumsAsync(month, RollupGrain.Month, first, first + 1, cancellationToken);
        var ofDays = await SumsAsync(month, RollupGrain.Day, first, end, cancellationToken);
        var unequal = ofMonth.Keys.Union(ofDays.Keys).Where(place => ofMonth.GetValueOrDefault(place) != ofDays.GetValueOrDefault(place)).ToList();
        var ids = unequal.Select(p => p.KeyId).Distinct().ToList();
        var keys = await month.Db.RollupKeys.AsNoTracking().Where(k => ids.Contains(k.Id)).ToDictionaryAsync(k => k.Id, cancellationToken);
        month.Differences.Add(
            DifferenceSort.MonthsAndDays,
            unequal.ConvertAll(p => Tell(month, p, keys[p.KeyId], ofMonth.GetValueOrDefault(p), ofDays.GetValueOrDefault(p))));
    }

    private static async Task<Dictionary<Place, RollupAmount>> SumsAsync(
        MonthUnderCheck month, RollupGrain grain, int first, int end, CancellationToken cancellationToken)
    {
        var (money, build) = (month.Money, month.Sums.Build);
        // Named, all of them, since the table is kept in the order of build, grain, fact and day.
        var facts = SumsAgainstRows.Facts.Select(m => (int)m.Fact!.Value).ToList();
        var sums =
            from sum in month.Db.RollupSums
            join key in month.Db.RollupKeys on sum.KeyId equals key.Id
            where sum.Build == build && sum.Grain == (int)grain && facts.Contains(sum.Fact) && sum.Day >= first && sum.Day < end && key.Money == money
            group sum by new { sum.Fact, sum.KeyId } into same
            select new { same.Key, Amount = same.Sum(s => s.Amount), Rows = same.Sum(s => s.Rows) };
        var all = await sums.ToDictionaryAsync(s => new Place((RollupFact)s.Key.Fact, s.Key.KeyId, 0), s => new RollupAmount(s.Amount, s.Rows), cancellationToken);
        var durations =
            from spread in month.Db.RollupSpreads
            join key in month.Db.RollupKeys on spread.KeyId equals key.Id
            where spread.Build == build && spread.Grain == (int)grain && facts.Contains(spread.Fact) && spread.Day >= first && spread.Day < end && key.Money == money
            select new { spread.Fact, spread.KeyId, spread.Data };
        foreach (var same in (await durations.ToListAsync(cancellationToken)).GroupBy(s => (s.Fact, s.KeyId)))
        {
            var spread = new Spread();
            foreach (var row in same) spread.Add(row.Data);
            foreach (var (durationClass, amount) in spread.Amounts) all.Add(new Place((RollupFact)same.Key.Fact, same.Key.KeyId, durationClass), amount);
        }

        return all;
    }

    private static ReconciliationDifference Tell(MonthUnderCheck month, Place place, RollupKey key, RollupAmount ofMonth, RollupAmount ofDays)
    {
        var measure = SumsAgainstRows.Facts.Single(m => m.Fact == place.Fact);
        return new ReconciliationDifference(
            $"{month.Names.Of(key.VersionId)}, {measure.Label}{Further(key)}{(place.DurationClass == 0 ? "" : $", durations of class {place.DurationClass}")}: the month holds {Words(measure, ofMonth.Amount)} of {Exactly.Number(ofMonth.Rows)} rows, "
                + $"its days {Words(measure, ofDays.Amount)} of {Exactly.Number(ofDays.Rows)}.",
            measure.AmountOf(ofMonth.Amount) - measure.AmountOf(ofDays.Amount), measure.Unit)
        {
            PipelineId = key.PipelineId,
            Fact = measure.Label,
        };
    }

    private static string Words(FactMeasure measure, long kept) => MonthUnderCheck.Words(measure.AmountOf(kept), measure.Unit);

    private static string Further(RollupKey key) => string.Concat(
        new[] { key.StepId, key.Provider, key.Model, key.Rule, key.CostCentre }.Where(w => w.Length > 0).Select(w => $", {w}"));

    private readonly record struct Place(RollupFact Fact, int KeyId, int DurationClass);
}
