namespace GenOps.Core.Analytics.Reconciliation;

/// <summary>Collects what differs in one month.</summary>
internal sealed class Differences
{
    /// <summary>Of each sort so many are told one by one; the others are counted.</summary>
    public const int Told = 20;

    private readonly List<DifferenceGroup> _groups = [];

    /// <summary>By sort; sorts without a difference are left out.</summary>
    public IReadOnlyList<DifferenceGroup> Groups => _groups;

    /// <summary>How many there are.</summary>
    public long Count => _groups.Sum(g => g.Count);

    /// <summary>
    /// How much money they are: that of the sort with most. One wrong amount is found by several comparisons, and amounts that cancel each
    /// other out in a total do not here.
    /// </summary>
    public long Nanos { get; private set; }

    /// <summary>Adds all of one sort.</summary>
    public void Add(DifferenceSort sort, IReadOnlyCollection<ReconciliationDifference> all) => Add(
        sort, all.Count, all.Where(d => d.Unit == KpiUnit.NanoUsd).Sum(d => Math.Abs(d.Amount)),
        [.. all.OrderByDescending(d => Math.Abs(d.Amount)).ThenBy(d => d.Day).Take(Told)]);

    /// <summary>Adds those of one sort of which only the first were read.</summary>
    public void Add(DifferenceSort sort, long count, decimal nanos, IReadOnlyList<ReconciliationDifference> first)
    {
        if (count == 0) return;
        _groups.Add(new DifferenceGroup(sort, count, first));
        Nanos = Math.Max(Nanos, decimal.ToInt64(nanos));
    }
}
