using System.Globalization;
using GenOps.Core.Ledger;

namespace GenOps.Core.Demonstration;

/// <summary>
/// Posts the stated fixed cost of the company as sandbox money, as live money is posted: a month owes what is in force at its first moment, or what first
/// comes into force within it, spread evenly over its days from there on.
/// </summary>
/// <param name="world">The demonstration.</param>
/// <param name="calendar">Whose days and months.</param>
internal sealed class DemoFixedCosts(DemoWorld world, ReportingCalendar calendar)
{
    /// <summary>The entries of each day until the end.</summary>
    public IEnumerable<LedgerEntry> Entries()
    {
        var ids = new DemoIds(DemoRandom.Of(world.Options.Seed, -2, 0));
        var stated = world.Stated.Single(a => a.Key == AssumptionKeys.FixedMonthly);
        var first = calendar.DayOf(stated.ValidFrom);
        for (var month = ReportingCalendar.MonthOf(first); calendar.StartOf(month) <= world.Options.End; month = month.AddMonths(1))
        {
            var begin = month < first ? first : month;
            var parts = LargestRemainder.Split(Money.FromUsd(stated.Value!.Value).Nanos, [.. Enumerable.Repeat(1L, month.AddMonths(1).DayNumber - begin.DayNumber)]);
            for (var day = begin; day < month.AddMonths(1); day = day.AddDays(1))
            {
                var start = calendar.StartOf(day);
                var at = start < stated.ValidFrom ? stated.ValidFrom : start;
                if (at <= world.Options.End) yield return Entry(ids, day, at, new Money(parts[day.DayNumber - begin.DayNumber]));
            }
        }
    }

    private static LedgerEntry Entry(DemoIds ids, DateOnly day, DateTime at, Money amount) => new()
    {
        Id = ids.New<LedgerEntryId>(at),
        SourceType = LedgerSource.Fixed,
        // Another than that of live money of the same day, which may be stated one day.
        SourceId = Id.Derived(string.Create(CultureInfo.InvariantCulture, $"fixed|sandbox|company|{day:yyyy-MM-dd}")),
        Kind = CostKind.Fixed,
        Revision = 0,
        Money = MoneyMode.Sandbox,
        Amount = amount,
        Basis = LedgerBasis.Stated,
        ChargedAt = at,
        RecordedAt = at,
    };
}
