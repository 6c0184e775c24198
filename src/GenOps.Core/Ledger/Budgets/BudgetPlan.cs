namespace GenOps.Core.Ledger.Budgets;

/// <summary>What budgets of one scope and target plan for a stretch of days.</summary>
/// <param name="PlannedUsd">US dollars for the days covered.</param>
/// <param name="CoveredDays">On how many of the days a budget was in force.</param>
/// <param name="Days">How many days there are.</param>
public sealed record BudgetPlan(decimal PlannedUsd, int CoveredDays, int Days)
{
    /// <summary>
    /// Takes a budget as in force from the begin of the period in which it was created, as its account does, to the day before it was ended,
    /// each period's amount lying evenly on its days. Budgets of one scope bind beside each other, they do not add up: of those that cover a day the
    /// smallest counts. A budget that does not begin anew has no days to lie on, and is left out.
    /// </summary>
    internal static BudgetPlan Over(IReadOnlyList<Budget> budgets, DateOnly first, DateOnly last, ReportingCalendar calendar)
    {
        List<Term> terms = [.. budgets.Where(b => b.Period != BudgetPeriod.Whole).Select(b => Term.Of(b, calendar)).OfType<Term>()];
        var (nanos, covered) = (0m, 0);
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            if (terms.Where(t => t.Covers(day)).Select(t => t.NanosOn(day)).Order().Cast<decimal?>().FirstOrDefault() is not { } amount) continue;
            nanos += amount;
            covered++;
        }

        // A part of a nano-dollar is still a plan, and not nothing.
        return new BudgetPlan(Math.Round(nanos, 9) / Core.Money.NanosPerUsd, covered, last.DayNumber - first.DayNumber + 1);
    }

    /// <summary>When a budget is in force.</summary>
    private sealed record Term(BudgetPeriod Period, long AmountNanos, DateOnly From, DateOnly? EndedOn)
    {
        /// <summary>Null where it was ended on the day it was created, and so was in force on no day.</summary>
        public static Term? Of(Budget budget, ReportingCalendar calendar)
        {
            var created = calendar.DayOf(budget.CreatedAt);
            DateOnly? ended = budget.EndedAt is { } at ? calendar.DayOf(at) : null;
            if (ended <= created) return null;
            var from = budget.Period switch
            {
                BudgetPeriod.Day => created,
                BudgetPeriod.Week => ReportingCalendar.WeekOf(created),
                BudgetPeriod.Month => ReportingCalendar.MonthOf(created),
                _ => throw new InvalidOperationException($"A budget {budget.Period} does not lie on days."),
            };
            return new Term(budget.Period, budget.AmountNanos, from, ended);
        }

        public bool Covers(DateOnly day) => day >= From && !(day >= EndedOn);

        public decimal NanosOn(DateOnly day) => Period switch
        {
            BudgetPeriod.Week => AmountNanos / 7m,
            BudgetPeriod.Month => AmountNanos / (decimal)DateTime.DaysInMonth(day.Year, day.Month),
            _ => AmountNanos,
        };
    }
}
