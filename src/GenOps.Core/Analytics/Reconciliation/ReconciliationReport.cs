using System.Globalization;
using GenOps.Core.Analytics.Measures;

namespace GenOps.Core.Analytics.Reconciliation;

/// <summary>Whether sums, ledger and calls of one money agree.</summary>
/// <param name="Money">Which money.</param>
/// <param name="Months">Those that were compared, latest first.</param>
public sealed record ReconciliationReport(MoneyMode Money, IReadOnlyList<ReconciliationMonth> Months)
{
    /// <summary>Since when every month was compared at least once more, UTC; null before the first time.</summary>
    public DateTime? CheckedAt => Months.Count == 0 ? null : Months.Min(m => m.CheckedAt);

    /// <summary>The months that do not agree, latest first.</summary>
    public IEnumerable<ReconciliationMonth> Differing => Months.Where(m => m.DifferenceCount > 0);
}

/// <summary>One month as it was compared.</summary>
/// <param name="Month">Its first day in the reporting time zone.</param>
/// <param name="CheckedAt">The moment as of which all was compared, UTC.</param>
/// <param name="SumsNanoUsd">What runs cost by the sums that figures are read from.</param>
/// <param name="LedgerNanoUsd">What runs cost by the bare ledger.</param>
/// <param name="LedgerOfCallsNanoUsd">What the ledger holds of calls, without duplicate charges, which calls do not know of.</param>
/// <param name="CallsNanoUsd">What the calls say they cost.</param>
/// <param name="DifferenceCount">How many differences there are.</param>
/// <param name="DifferenceNanoUsd">How much money they are; 0 where only counts differ.</param>
/// <param name="Differences">By sort, the first of each.</param>
public sealed record ReconciliationMonth(
    DateOnly Month, DateTime CheckedAt, long SumsNanoUsd, long LedgerNanoUsd, long LedgerOfCallsNanoUsd, long CallsNanoUsd,
    long DifferenceCount, long DifferenceNanoUsd, IReadOnlyList<DifferenceGroup> Differences)
{
    /// <summary>The month in words.</summary>
    public string Name => Month.ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>By how much it differs, to end a sentence with; empty where all agree.</summary>
    public string DiffersBy => DifferenceCount == 0 ? ""
        : DifferenceNanoUsd != 0 ? $"by {Exactly.Usd(DifferenceNanoUsd)}"
        : DifferenceCount == 1 ? "in a count" : $"in {Exactly.Number(DifferenceCount)} counts";
}
