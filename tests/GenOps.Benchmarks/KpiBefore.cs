using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using GenOps.Core.Data;
using GenOps.Testing.Measuring;
using GenOps.Testing.Processes;
using Microsoft.Data.Sqlite;

namespace GenOps.Benchmarks;

/// <summary>All figures of a demonstration year by an older build, on a file of its own schema with the same rows, beside this one.</summary>
internal static class KpiBefore
{
    private const int Times = 3;

    // What comes with a server itself; the rest is copied.
    private static readonly string[] OfTheServer = ["__EF", "sqlite_", "User", "Role", "Node", "Hangfire", "DataProtection"];

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchOptions options)
    {
        var calls = (int)(1_000_000 * options.Scale);
        var folder = Directory.CreateTempSubdirectory("genops-before-").FullName;
        try
        {
            var (now, before) = (Path.Combine(folder, "now"), Path.Combine(folder, "before"));
            Directory.CreateDirectory(now);
            await using (var services = await KpiBenchmark.FillAsync(DatabaseChoice.From(null, now), calls)) await KpiBenchmark.CatchUpAsync(services);
            await using var older = await OlderBuild.MakeAsync(options.Before ?? "7b35855");
            var start = new GenOpsStart { DataFolder = before, Program = older.Program, Environment = new Dictionary<string, string> { ["Logging__LogLevel__Default"] = "Warning" } };
            await using (var empty = await GenOpsProcess.StartAsync(start)) await empty.StopAsync();
            Copy(Path.Combine(now, "genops.db"), Path.Combine(before, "genops.db"));
            var today = await AskAsync(start with { DataFolder = now, Program = null });
            var then = await AskAsync(start);
            return
            [
                .. today.Keys.SelectMany(period => new[]
                {
                    new Figure($"processor time of all figures of {period}, {calls:#,##0} calls", today[period], "ms"),
                    new Figure($"the same by {older.Revision}, on the same rows", then[period], "ms"),
                    new Figure($"that against this build, {period}", then[period] / today[period], "×"),
                }),
            ];
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The processor time of a server for one answer, in ms, by period: the median of several, none of which was asked for before.</summary>
    private static async Task<Dictionary<string, double>> AskAsync(GenOpsStart start)
    {
        await using var server = await GenOpsProcess.StartAsync(start);
        var card = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(server.DataFolder, "server.json")))!;
        using var http = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(10) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)card["Token"]);
        var took = new Dictionary<string, double>();
        foreach (var (period, days) in new[] { ("30 days", 30), ("a year", 365) })
        {
            var each = new List<double>();
            // The first one warms up.
            for (var i = 0; i <= Times; i++)
            {
                var to = KpiBenchmark.End.AddDays(-i);
                var idle = await IdleAsync(server);
                using var answer = await http.GetAsync($"/api/v1/kpis?money=sandbox&from={to.AddDays(-days):yyyy-MM-dd}T00:00:00Z&to={to:yyyy-MM-dd}T00:00:00Z");
                answer.EnsureSuccessStatusCode();
                if (i > 0) each.Add((server.ProcessorTime - idle).TotalMilliseconds);
            }

            took[period] = Measuring.Percentile(each, 0.5);
        }

        return took;
    }

    /// <summary>The processor time once what runs beside, such as the first look at alerts, has come to rest.</summary>
    private static async Task<TimeSpan> IdleAsync(GenOpsProcess server)
    {
        var watch = Stopwatch.StartNew();
        for (var before = server.ProcessorTime; watch.Elapsed < TimeSpan.FromMinutes(3); before = server.ProcessorTime)
        {
            await Task.Delay(500);
            if ((server.ProcessorTime - before).TotalMilliseconds < 60) break;
        }

        return server.ProcessorTime;
    }

    /// <summary>Copies the rows of all tables and columns that both have.</summary>
    private static void Copy(string from, string to)
    {
        using var connection = new SqliteConnection($"Data Source={to};Pooling=False");
        connection.Open();
        Run($"PRAGMA foreign_keys=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-500000; ATTACH '{from}' AS source;");
        var tables = Read("SELECT m.name FROM main.sqlite_master m JOIN source.sqlite_master s ON s.name = m.name AND s.type = 'table' WHERE m.type = 'table'");
        foreach (var table in tables.Where(t => !Array.Exists(OfTheServer, own => t.StartsWith(own, StringComparison.Ordinal))))
        {
            var columns = string.Join(", ", Read($"SELECT name FROM pragma_table_info('{table}', 'main') INTERSECT SELECT name FROM pragma_table_info('{table}', 'source')").Select(c => $"\"{c}\""));
            Run($"INSERT OR IGNORE INTO main.\"{table}\" ({columns}) SELECT {columns} FROM source.\"{table}\"");
        }

        foreach (var table in new[] { "Runs", "ModelCalls", "LedgerEntries", "Outputs", "Labour" })
        {
            var counts = Read($"SELECT CAST((SELECT COUNT(*) FROM main.\"{table}\") = (SELECT COUNT(*) FROM source.\"{table}\") AS TEXT)");
            if (counts is not ["1"]) throw new InvalidOperationException($"Not all rows of {table} could be copied; figures of the two would not be of the same.");
        }

        List<string> Read(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            using var reader = command.ExecuteReader();
            var rows = new List<string>();
            while (reader.Read()) rows.Add(reader.GetString(0));
            return rows;
        }

        void Run(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandTimeout = 0;
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }
}
