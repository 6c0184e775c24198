using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace GenOps.Core.Data.Store;

/// <summary>The store on SQLite: the one writer thread, with its own connection. Units are asked, decided and written one after the other.</summary>
internal sealed class SqliteStore(DatabaseChoice choice, RowMaps maps) : EngineStore(maps)
{
    // 64 MiB at most: with a million steps, inserts into their indexes are as fast as into empty ones.
    private const string Cache = "PRAGMA cache_size=-65536;";

    private readonly Dictionary<string, SqliteCommand> commands = [];
    private SqliteConnection? connection;

    /// <inheritdoc />
    protected override StoreLocks? Locks(StoreUnit unit) => null;

    /// <inheritdoc />
    protected override void Commit(IReadOnlyList<QueuedUnit> group)
    {
        // Between groups whoever waits for a turn gets it.
        using var turn = WriteTurn.Take(choice);
        try
        {
            Control("BEGIN IMMEDIATE");
            var known = new StoreGroup();
            var reading = new StoreReading(Maps, known, Ask);
            var writing = new StoreWriting(Maps, known, Write, (_, statement) => Write(statement));
            foreach (var queued in group)
            {
                queued.Unit.Ask(reading);
                if (!known.Decide(queued)) continue;
                queued.Unit.Write(writing);
                known.Rows.DemandWritten(queued.Unit);
            }

            if (group.Any(u => u.Agreed))
            {
                IsCommitting = true;
                Control("COMMIT");
            }
            else
            {
                Control("ROLLBACK");
            }
        }
        catch
        {
            Disconnect();
            throw;
        }
    }

    /// <inheritdoc />
    protected override Next After(Exception exception, int tries) => StorageFault.Of(exception) is null ? Next.Alone : Next.Nothing;

    /// <inheritdoc />
    protected override Exception Uncommitted(Exception exception) => exception;

    /// <inheritdoc />
    protected override void Disconnect()
    {
        foreach (var command in commands.Values) command.Dispose();
        commands.Clear();
        connection?.Dispose();
        connection = null;
    }

    private void Control(string sql) => Command(sql, []).ExecuteNonQuery();

    private void Ask(StoreStatement statement, Action<DbDataReader> read)
    {
        Ran(1);
        using var reader = Command(statement.Sql, statement.Values).ExecuteReader();
        read(reader);
    }

    private void Write(StoreStatement statement)
    {
        Ran(1);
        statement.Demand(Command(statement.Sql, statement.Values).ExecuteNonQuery());
    }

    /// <summary>A statement with its values; each text is prepared once.</summary>
    private SqliteCommand Command(string sql, object?[] values)
    {
        if (!commands.TryGetValue(sql, out var command))
        {
            command = Connect().CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++) command.Parameters.Add(new SqliteParameter($"${i + 1}", DBNull.Value));
            commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    private SqliteConnection Connect()
    {
        if (connection is not null) return connection;
        // Not one of the pool, whose connections keep what others set.
        var opened = new SqliteConnection(new SqliteConnectionStringBuilder(choice.ConnectionString) { Pooling = false }.ToString());
        try
        {
            opened.Open();
            using var pragmas = opened.CreateCommand();
            pragmas.CommandText = SqlitePragmas.Text + Cache;
            pragmas.ExecuteNonQuery();
        }
        catch
        {
            opened.Dispose();
            throw;
        }

        return connection = opened;
    }
}
