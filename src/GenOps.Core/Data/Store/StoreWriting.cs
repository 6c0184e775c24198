using GenOps.Core.Blobs;

namespace GenOps.Core.Data.Store;

/// <summary>What a unit writes, in this order; contents go before all else of a group where that is one batch.</summary>
public sealed class StoreWriting
{
    private readonly RowMaps maps;
    private readonly string putBlob;
    private readonly StoreGroup group;
    private readonly Action<StoreStatement> write;
    private readonly Action<BlobHash, StoreStatement> put;

    internal StoreWriting(RowMaps maps, StoreGroup group, string putBlob, Action<StoreStatement> write, Action<BlobHash, StoreStatement> put) =>
        (this.maps, this.group, this.putBlob, this.write, this.put) = (maps, group, putBlob, write, put);

    /// <summary>The statement that puts a content, with $1, $2, … for its values.</summary>
    internal static string PutBlob(bool isSqlite) =>
        Enumerable.Range(0, 5).Aggregate(BlobStore.Put(isSqlite), (sql, i) => sql.Replace($"{{{i}}}", $"${i + 1}", StringComparison.Ordinal));

    /// <summary>Adds a row.</summary>
    public void Insert<T>(T row)
        where T : class => write(maps.Of<T>().Insert(row));

    /// <summary>Writes what differs from what was read, by the row's key; nothing where nothing differs.</summary>
    /// <exception cref="InvalidOperationException">The row was not read by this group.</exception>
    /// <exception cref="UnexpectedRowsException">It is not there any more.</exception>
    public void Update<T>(T row)
        where T : class
    {
        var map = maps.Of<T>();
        var changed = group.Rows.Changes(map, row);
        if (changed == 0) return;
        write(map.Update(row, changed));
        group.Rows.Written(map, row);
    }

    /// <summary>Puts a content under its hash, as <see cref="BlobStore"/> does.</summary>
    /// <param name="content">May be empty.</param>
    /// <param name="now">UTC.</param>
    public void Blob(BlobContent content, DateTime now) => put(
        content.Hash,
        new StoreStatement(putBlob, StoreValues.Stored([content.Hash, content.MediaType, content.Bytes.LongLength, content.Bytes, now])));

    /// <summary>Runs a statement.</summary>
    /// <param name="sql">With $1, $2, … for the values.</param>
    /// <param name="expected">How many rows it must touch; null for any number.</param>
    /// <param name="values">As <see cref="StoreReading"/> takes them.</param>
    /// <exception cref="UnexpectedRowsException">It touches another number.</exception>
    public void Execute(string sql, int? expected, params object?[] values) => write(new StoreStatement(sql, StoreValues.Stored(values), Expected: expected));
}
