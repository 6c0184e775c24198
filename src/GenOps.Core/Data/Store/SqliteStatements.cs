using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace GenOps.Core.Data.Store;

/// <summary>A connection to SQLite of its own, with each statement prepared once. For one thread at a time.</summary>
/// <param name="choice">The database.</param>
/// <param name="pragmas">Further ones of the connection.</param>
internal sealed class SqliteStatements(DatabaseChoice choice, string pragmas) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> commands = [];
    private SqliteConnection? connection;

    /// <summary>Begins or ends a transaction.</summary>
    public void Control(string sql) => Command(sql, []).ExecuteNonQuery();

    /// <summary>Reads.</summary>
    public void Ask(StoreStatement statement, Action<DbDataReader> read)
    {
        using var reader = Command(statement.Sql, statement.Values).ExecuteReader();
        read(reader);
    }

    /// <summary>Writes as many rows as must be.</summary>
    public void Write(StoreStatement statement) => statement.Demand(Command(statement.Sql, statement.Values).ExecuteNonQuery());

    /// <summary>Gives up the connection, with whatever it began; the next statement opens another.</summary>
    public void Dispose()
    {
        foreach (var command in commands.Values) command.Dispose();
        commands.Clear();
        connection?.Dispose();
        connection = null;
    }

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
            using var command = opened.CreateCommand();
            command.CommandText = SqlitePragmas.Text + pragmas;
            command.ExecuteNonQuery();
        }
        catch
        {
            opened.Dispose();
            throw;
        }

        return connection = opened;
    }
}
