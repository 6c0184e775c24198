using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace GenOps.Benchmarks;

/// <summary>A start and the work after it, with a million finished and fifty thousand waiting steps in the database, against an empty one.</summary>
internal static class BacklogBenchmark
{
    private const int StepsOfARun = 3;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(double scale)
    {
        var (finished, waiting) = ((int)(1_000_000 * scale), (int)(50_000 * scale));
        var folder = Directory.CreateTempSubdirectory("genops-backlog-").FullName;
        await using var provider = await InstantProvider.StartAsync();
        await using (var server = await BenchServer.StartAsync(provider, runsAtOnce: 8, dataFolder: folder))
        {
            await server.MeasureAsync(count: 8, warmUp: 0);
            await server.Processes[0].StopAsync();
        }

        Fill(Path.Combine(folder, "genops.db"), finished / StepsOfARun, waiting / StepsOfARun);
        var watch = Stopwatch.StartNew();
        await using var filled = await BenchServer.StartAsync(provider, runsAtOnce: 8, dataFolder: folder);
        var ready = watch.Elapsed.TotalSeconds;
        await using var empty = await BenchServer.StartAsync(provider, runsAtOnce: 8);
        var medians = await SideBySide.MediansAsync([Of(empty), Of(filled)], scale);
        await filled.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        return
        [
            new Figure($"ready with {finished:#,##0} finished and {waiting:#,##0} waiting steps", ready, "s"),
            new Figure($"chains with an empty database, median of {SideBySide.Rounds} in turn", medians[0], "chains/s"),
            new Figure($"chains with the backlog, median of {SideBySide.Rounds} in turn", medians[1], "chains/s"),
            new Figure("with the backlog against without", 100 * medians[1] / medians[0], "%"),
        ];

        Contender Of(BenchServer server) => new("", "chains/s", async count => (await server.MeasureAsync(count, warmUp: 0)).Rate);
    }

    /// <summary>Copies one finished run so often: once as it is, and once as a run that waits for a time far away.</summary>
    private static void Fill(string file, int finishedRuns, int waitingRuns)
    {
        using var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        Execute("PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY");
        Execute("CREATE TEMP TABLE copies(run TEXT PRIMARY KEY, waits INTEGER)");
        Execute(
            $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {finishedRuns + waitingRuns}) "
            + $"INSERT INTO copies SELECT {NewId}, i > {finishedRuns} FROM n");
        var model = "(SELECT Id FROM Runs WHERE EndedAt IS NOT NULL LIMIT 1)";
        Copy("Runs", $"FROM Runs t, copies c WHERE t.Id = {model}", new()
        {
            ["Id"] = "c.run",
            ["Trigger"] = "'backlog'",
            ["State"] = "CASE WHEN c.waits THEN 'Running' ELSE t.State END",
            ["EndedAt"] = "CASE WHEN c.waits THEN NULL ELSE t.EndedAt END",
        });
        Copy("StepRuns", $"FROM StepRuns t, copies c WHERE t.RunId = {model}", new()
        {
            ["Id"] = NewId,
            ["RunId"] = "c.run",
            ["State"] = "CASE WHEN c.waits THEN 'Ready' ELSE t.State END",
            // A time ahead without a cause is a wrong clock to the engine, which does not wait for it.
            ["WaitsFor"] = "CASE WHEN c.waits THEN 'Retry' ELSE t.WaitsFor END",
            ["Problem"] = "CASE WHEN c.waits THEN 'The provider asks for patience.' ELSE t.Problem END",
            ["ReadyAt"] = "CASE WHEN c.waits THEN '2999-01-01 00:00:00' ELSE NULL END",
            ["EndedAt"] = "CASE WHEN c.waits THEN NULL ELSE t.EndedAt END",
        });
        // All in one breath, as no product writes it, this is in the log of the database still, which the server would have to move first.
        Execute("PRAGMA wal_checkpoint(TRUNCATE)");

        void Copy(string table, string from, Dictionary<string, string> changed)
        {
            var columns = new List<string>();
            using (var command = connection.CreateCommand())
            {
                command.CommandText = $"SELECT name FROM pragma_table_info('{table}')";
                using var reader = command.ExecuteReader();
                while (reader.Read()) columns.Add(reader.GetString(0));
            }

            Execute($"INSERT INTO {table}({string.Join(',', columns.Select(c => $"\"{c}\""))}) SELECT {string.Join(',', columns.Select(c => changed.GetValueOrDefault(c, $"t.\"{c}\"")))} {from}");
        }

        void Execute(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.CommandTimeout = 600;
            command.ExecuteNonQuery();
        }
    }

    /// <summary>A random key as the database writes it.</summary>
    private const string NewId =
        "upper(substr(hex(randomblob(4)),1,8) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(6)))";
}
