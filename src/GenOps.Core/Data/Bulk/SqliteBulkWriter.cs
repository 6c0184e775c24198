using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Metadata;

namespace GenOps.Core.Data.Bulk;

/// <summary>
/// Writes by statements that are prepared once, past the driver, whose parameters are looked up by name for each row. While it fills there is
/// neither journal nor wait for the disk: what is cut off in the middle is no database.
/// </summary>
internal sealed class SqliteBulkWriter : BulkWriter
{
    // A quarter of a gigabyte keeps the ends of all indexes at hand.
    private const string Filling =
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-262144; PRAGMA foreign_keys=ON;";

    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqliteBulkRow> statements = [];
    private bool isOpen;

    public SqliteBulkWriter(DatabaseChoice choice, IModel model)
        : base(model, isPostgres: false)
    {
        // A connection that is only kept in the pool would hold the journal as it is.
        using (var pooled = new SqliteConnection(choice.ConnectionString)) SqliteConnection.ClearPool(pooled);
        connection = new SqliteConnection(new SqliteConnectionStringBuilder(choice.ConnectionString) { Pooling = false }.ToString());
        connection.Open();
        Execute(Filling);
    }

    /// <inheritdoc />
    public override void Commit()
    {
        if (isOpen) Execute("COMMIT");
        isOpen = false;
    }

    /// <inheritdoc />
    public override void Finish()
    {
        Commit();
        Release();
        // The change of the journal is the one write that waits until all before it is on the disk.
        Execute("PRAGMA synchronous=FULL; PRAGMA locking_mode=NORMAL; PRAGMA journal_mode=WAL; PRAGMA wal_checkpoint(TRUNCATE);");
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        Release();
        connection.Dispose();
    }

    /// <inheritdoc />
    protected override void Write<T>(BulkTable<T> table, IReadOnlyList<T> rows)
    {
        if (!isOpen) Execute("BEGIN");
        isOpen = true;
        if (!statements.TryGetValue(table.Name, out var row))
            statements.Add(table.Name, row = new SqliteBulkRow(connection.Handle!, $"INSERT INTO {table.Name} ({table.Names}) VALUES ({string.Join(", ", table.Columns.Select(_ => "?"))})"));
        foreach (var entity in rows)
        {
            table.Give(entity, row);
            row.Insert();
        }
    }

    private void Release()
    {
        foreach (var statement in statements.Values) statement.Dispose();
        statements.Clear();
    }

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }
}
