namespace GenOps.Core.Data.Store;

/// <summary>
/// The rows a unit locks. Those of a whole group are locked table by table in the order of their ranks, and sorted by key within: 0 pipelines, 1 runs,
/// 2 steps, 3 calls, 4 limits and circuits, 5 budget accounts.
/// </summary>
public sealed class StoreLocks
{
    private readonly RowMaps maps;
    private readonly List<RowsLock> rows = [];
    private readonly List<ConditionLock> conditions = [];

    internal StoreLocks(RowMaps maps) => this.maps = maps;

    /// <summary>Locks rows by their keys; those that are not there are left out.</summary>
    public void Rows<T>(int rank, params IEnumerable<Guid> ids)
        where T : class => rows.Add(new RowsLock(rank, maps.Of<T>(), [.. ids]));

    /// <summary>Locks all rows that answer a condition, sorted by key.</summary>
    /// <param name="rank">The table's.</param>
    /// <param name="where">In the words of PostgreSQL, over the table's columns, with $1, $2, … for the values.</param>
    /// <param name="values">As statements take them.</param>
    public void Where<T>(int rank, string where, params object?[] values)
        where T : class => conditions.Add(new ConditionLock(rank, maps.Of<T>(), where, StoreValues.Stored(values)));

    /// <summary>The statements that lock what several units named.</summary>
    internal static IEnumerable<StoreStatement> Together(IReadOnlyCollection<StoreLocks> units)
    {
        var named = units.SelectMany(u => u.rows).GroupBy(r => (r.Rank, r.Map)).Select(g => (
            g.Key.Rank, g.Key.Map, Order: 0, Statement: new StoreStatement(g.Key.Map.LockRows, [g.SelectMany(r => r.Ids).Distinct().ToArray()])));
        var found = units.SelectMany(u => u.conditions).Distinct().Select(c => (
            c.Rank, c.Map, Order: 1, Statement: new StoreStatement(c.Map.LockWhere(c.Where), c.Values)));
        return named.Concat(found).OrderBy(l => l.Rank).ThenBy(l => l.Map.Table, StringComparer.Ordinal).ThenBy(l => l.Order).Select(l => l.Statement);
    }

    private sealed record RowsLock(int Rank, RowMap Map, Guid[] Ids);

    private sealed record ConditionLock(int Rank, RowMap Map, string Where, object?[] Values)
    {
        public bool Equals(ConditionLock? other) =>
            other is not null && Rank == other.Rank && Map == other.Map && Where == other.Where && Values.AsSpan().SequenceEqual(other.Values);

        public override int GetHashCode() => HashCode.Combine(Rank, Map, Where, Values.Length);
    }
}
