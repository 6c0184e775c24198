using System.Diagnostics;

namespace GenOps.Core.Data.Store;

/// <summary>The rows a group read, each as one object, beside how they stand in the database.</summary>
internal sealed class RowTracker
{
    private readonly Dictionary<(RowMap Map, object Key), Tracked> rows = [];

    /// <summary>The object of a row that was read; an earlier one is brought to how it stands now.</summary>
    public T Take<T>(RowMap<T> map, T read)
        where T : class
    {
        var key = (map, map.Code.Key(read));
        if (rows.TryGetValue(key, out var known)) return ((Tracked<T>)known).Refresh(read);
        rows.Add(key, new Tracked<T>(map, read));
        return read;
    }

    /// <summary>Which columns of a row differ from the database, one bit each.</summary>
    /// <exception cref="InvalidOperationException">The row was not read by this group.</exception>
    public ulong Changes<T>(RowMap<T> map, T row)
        where T : class => Of(map, row).Changes;

    /// <summary>What differed is written.</summary>
    public void Written<T>(RowMap<T> map, T row)
        where T : class => Of(map, row).Keep();

    /// <summary>Brings every row back to how it stands in the database.</summary>
    public void SetBack()
    {
        foreach (var row in rows.Values) row.SetBack();
    }

    /// <summary>Demands, in debug and test builds, that whatever was changed is written: else it would be lost without a word.</summary>
    [Conditional("DEBUG")]
    public void DemandWritten(StoreUnit unit)
    {
        foreach (var row in rows.Values)
        {
            if (row.Changes != 0) throw new InvalidOperationException($"{unit.GetType().Name} changed a row and does not write it: {row.Words}.");
        }
    }

    private Tracked<T> Of<T>(RowMap<T> map, T row)
        where T : class =>
        rows.TryGetValue((map, map.Code.Key(row)), out var known) && known is Tracked<T> tracked && ReferenceEquals(tracked.Row, row)
            ? tracked
            : throw new InvalidOperationException($"This row of {map.Table} was not read by the unit that writes it.");

    private abstract class Tracked
    {
        public abstract ulong Changes { get; }

        public abstract string Words { get; }

        public abstract void SetBack();
    }

    private sealed class Tracked<T>(RowMap<T> map, T row) : Tracked
        where T : class
    {
        private T stored = map.Code.Copy(row);

        public T Row { get; } = row;

        public override ulong Changes => map.Code.Differences(stored, Row);

        public override string Words => map.Update(Row, Changes).Sql;

        public override void SetBack()
        {
            if (Changes != 0) map.Code.Assign(stored, Row);
        }

        public void Keep() => stored = map.Code.Copy(Row);

        public T Refresh(T read)
        {
            stored = read;
            SetBack();
            return Row;
        }
    }
}
