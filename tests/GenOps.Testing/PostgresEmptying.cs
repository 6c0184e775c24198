using Npgsql;

namespace GenOps.Testing;

/// <summary>Takes all rows out of databases that were made as copies of a template.</summary>
internal sealed class PostgresEmptying
{
    /// <summary>Tables, columns, indexes, constraints, triggers, functions and settings.</summary>
    private const string ShapeOf =
        """
        SELECT md5(string_agg(part, E'\n' ORDER BY part)) FROM (
          SELECT format('%s.%s %s %s %s %s', n.nspname, c.relname, c.relkind, a.attname, a.atttypid, a.attnotnull) FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
            WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
          UNION ALL SELECT format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint WHERE conrelid >= 16384
          UNION ALL SELECT format('%s %s %s', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
          UNION ALL SELECT format('%s %s', oid::regprocedure, md5(prosrc)) FROM pg_proc WHERE oid >= 16384
          UNION ALL SELECT setconfig::text FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase WHERE d.datname = current_database()) parts (part)
        """;

    private const string Disconnect = "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

    private const string Restart =
        "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)::text FROM pg_sequences WHERE last_value IS NOT NULL";

    private readonly string[] _tables;
    private readonly string[] _kept;
    private readonly List<string> _shape;

    private PostgresEmptying(PostgresServer server, string[] tables, string[] kept, List<string> shape)
    {
        Server = server;
        (_tables, _kept, _shape) = (tables, kept, shape);
    }

    /// <summary>Where the databases are.</summary>
    public PostgresServer Server { get; }

    /// <summary>By a template; what is in it already stays in its copies.</summary>
    public static async Task<PostgresEmptying> OfAsync(PostgresServer server, string template)
    {
        await using var connection = await OpenAsync(server, template);
        var all = await TextsAsync(connection, "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')");
        string[] kept = [.. await FilledAsync(connection, all)];
        return new PostgresEmptying(server, [.. all.Except(kept)], kept, await ShapeAsync(connection, kept));
    }

    /// <summary>Disconnects everybody and takes the rows out.</summary>
    /// <returns>False where more than that was changed, and the database is no copy any more.</returns>
    public async Task<bool> EmptyAsync(string name)
    {
        await using (var pooled = new NpgsqlConnection(Server.ConnectionString(name))) NpgsqlConnection.ClearPool(pooled);
        await using var connection = await OpenAsync(Server, name);
        await TextsAsync(connection, Disconnect);
        if (!(await ShapeAsync(connection, _kept)).SequenceEqual(_shape)) return false;
        var filled = await FilledAsync(connection, _tables);
        await TextsAsync(connection, $"{(filled.Count > 0 ? $"TRUNCATE {string.Join(", ", filled)} CASCADE; " : "")}{Restart}");
        return true;
    }

    /// <summary>What must be as in the template, with the rows of what is not emptied.</summary>
    private static Task<List<string>> ShapeAsync(NpgsqlConnection connection, string[] kept) =>
        TextsAsync(connection, string.Join("; ", [ShapeOf, .. kept.Select(t => $"SELECT coalesce(md5(string_agg(r::text, E'\\n' ORDER BY r::text)), '') FROM {t} r")]));

    private static Task<List<string>> FilledAsync(NpgsqlConnection connection, IEnumerable<string> tables) =>
        TextsAsync(connection, string.Join(" UNION ALL ", tables.Select(t => $"SELECT '{t}' WHERE EXISTS (SELECT 1 FROM {t})")));

    private static async Task<NpgsqlConnection> OpenAsync(PostgresServer server, string name)
    {
        var connection = new NpgsqlConnection(server.ConnectionString(name) + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<List<string>> TextsAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        do
        {
            while (await reader.ReadAsync())
            {
                texts.Add(reader.GetString(0));
            }
        }
        while (await reader.NextResultAsync());
        return texts;
    }
}
