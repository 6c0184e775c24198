using Npgsql;

namespace GenOps.EndToEnd.Tests.Pages;

/// <summary>A table of PostgreSQL that a test keeps from a server: who wants it waits, and gives its thread back meanwhile.</summary>
public sealed class LockedTable : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly string _database;
    private readonly string _table;
    private readonly NpgsqlConnection _connection;

    private LockedTable(string database, string table, NpgsqlConnection connection)
    {
        _database = database;
        _table = table;
        _connection = connection;
    }

    /// <summary>Locks it.</summary>
    /// <param name="database">A connection string.</param>
    /// <param name="table">Its name.</param>
    /// <param name="mode"><c>SHARE</c> keeps writers away, <c>ACCESS EXCLUSIVE</c> readers too.</param>
    public static async Task<LockedTable> HoldAsync(string database, string table, string mode)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await ExecuteAsync(connection, $"BEGIN; LOCK TABLE \"{table}\" IN {mode} MODE");
        return new LockedTable(database, table, connection);
    }

    /// <summary>Returns once somebody waits for it.</summary>
    public async Task WaitUntilWantedAsync()
    {
        using var patience = new CancellationTokenSource(Limit);
        while (await WaitersAsync() == 0) await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
    }

    /// <summary>How many wait for it now.</summary>
    public Task<long> WaitersAsync() =>
        AskAsync($"SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '\"{_table}\"'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");

    /// <summary>Breaks off what waits for it, as an impatient administrator does.</summary>
    public Task RefuseAsync() =>
        AskAsync($"SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE NOT granted AND relation = '\"{_table}\"'::regclass");

    /// <summary>Lets go of it.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<long> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
