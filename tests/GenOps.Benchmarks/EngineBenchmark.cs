using System.Diagnostics;
using GenOps.Testing;
using GenOps.Testing.Measuring;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace GenOps.Benchmarks;

/// <summary>Chains of three steps, eight at a time, with every promise kept; beside what the same disk and the same queue can do bare.</summary>
internal static class EngineBenchmark
{
    private const int AtOnce = 8;
    private const int StepsOfAChain = 3;
    private const double BareSeconds = 3;

    public static async Task<IReadOnlyList<Figure>> OnSqliteAsync(BenchOptions options)
    {
        await using var provider = await InstantProvider.StartAsync();
        await using var server = await BenchServer.StartAsync(provider, AtOnce);
        var figures = await ChainsAsync(server, options.Scale);
        var commits = SqliteCommits(server.Processes[0].DataFolder);
        figures.Add(new Figure("bare commits of the same disk, synchronous=FULL", commits, "commits/s"));
        figures.Add(new Figure("chains per 100 bare commits", 100 * figures[0].Amount / commits, "chains"));
        figures.Add(new Figure("Hangfire.InMemory, jobs that do nothing", JobsPerSecond(new InMemoryStorage(), 5_000), "jobs/s"));
        await using var older = options.Before is { } revision ? await OlderBuild.MakeAsync(revision) : null;
        await using var before = older is null ? null : await BenchServer.StartAsync(provider, AtOnce, build: older);
        await using var peer = options.Peers ? await PeerEngine.LangGraphAsync(provider) : null;
        figures.AddRange(await BesideAsync(server, options, before, peer));
        return figures;
    }

    public static async Task<IReadOnlyList<Figure>> OnPostgresAsync(BenchOptions options)
    {
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        var connection = await postgres.CreateDatabaseAsync("engine");
        await using var provider = await InstantProvider.StartAsync();
        await using var server = await BenchServer.StartAsync(provider, AtOnce, connection);
        var figures = await ChainsAsync(server, options.Scale);
        var commits = await PostgresCommitsAsync(connection);
        figures.Add(new Figure("bare commits of the same server", commits, "commits/s"));
        figures.Add(new Figure("chains per 100 bare commits", 100 * figures[0].Amount / commits, "chains"));
        var jobs = await postgres.CreateDatabaseAsync("jobs");
        var storage = new PostgreSqlStorage(new NpgsqlConnectionFactory(jobs, new PostgreSqlStorageOptions()), new PostgreSqlStorageOptions { QueuePollInterval = TimeSpan.FromSeconds(1) });
        figures.Add(new Figure("Hangfire.PostgreSql, jobs that do nothing", JobsPerSecond(storage, 400), "jobs/s"));
        await using var older = options.Before is { } revision ? await OlderBuild.MakeAsync(revision) : null;
        await using var before = older is null ? null : await BenchServer.StartAsync(provider, AtOnce, await postgres.CreateDatabaseAsync("before"), build: older);
        await using var peer = options.Peers ? await PeerEngine.DbosAsync(provider, await postgres.CreateDatabaseAsync("dbos")) : null;
        figures.AddRange(await BesideAsync(server, options, before, peer));
        return figures;
    }

    private static async Task<List<Figure>> ChainsAsync(BenchServer server, double scale)
    {
        var process = server.Processes[0];
        var count = Measuring.Scaled(400, scale);
        // Until the process has compiled what it does often; a cold one spends two thirds of its time on that.
        var warmUp = Measuring.Scaled(500, scale);
        var chains = await server.MeasureAsync(count, warmUp);
        return
        [
            new Figure("chains of three steps, eight at a time", chains.Rate, "chains/s"),
            new Figure("steps", 3 * chains.Rate, "steps/s"),
            new Figure("one chain, p50", Measuring.Percentile(chains.Milliseconds, 0.5), "ms"),
            new Figure("one chain, p99", Measuring.Percentile(chains.Milliseconds, 0.99), "ms"),
            new Figure("processor time of a chain", chains.Processor.TotalMilliseconds / count, "ms"),
            new Figure("allocated by a chain", chains.Allocated / 1024.0 / count, "KiB"),
            new Figure("memory at its peak", process.PeakMemory / 1048576.0, "MiB"),
        ];
    }

    /// <summary>The plain chain in turn with everything in force, with an older build, and with another engine.</summary>
    private static async Task<IReadOnlyList<Figure>> BesideAsync(BenchServer server, BenchOptions options, BenchServer? before, PeerEngine? peer)
    {
        await InForce.PlaceAsync(server);
        var others = new List<Contender>();
        if (before is not null) others.Add(new Contender($"the build {options.Before}", "chains/s", count => RateAsync(before, count)));
        if (peer is not null) others.Add(new Contender(peer.Name, "chains/s", count => peer.RateAsync(count, AtOnce)));
        // By itself, as its calls are counted and not its chains.
        var medians = await SideBySide.MediansAsync(
            [
                new Contender("plain", "calls/s", async calls => StepsOfAChain * await RateAsync(server, Math.Max(8, calls / StepsOfAChain))),
                new Contender("in force", "calls/s", calls => InForce.RateAsync(server, calls)),
            ],
            options.Scale);
        List<Figure> figures =
        [
            new Figure($"calls of the plain chain, median of {SideBySide.Rounds} in turn", medians[0], "calls/s"),
            new Figure($"calls with budget, limit, map of 20 and timeout in force, median of {SideBySide.Rounds}", medians[1], "calls/s"),
            new Figure("with all that in force against the plain chain", 100 * medians[1] / medians[0], "%"),
        ];
        if (others.Count > 0) figures.AddRange(await SideBySide.MeasureAsync([new Contender("GenOps", "chains/s", count => RateAsync(server, count)), .. others], options.Scale));
        return figures;
    }

    private static async Task<double> RateAsync(BenchServer server, int count) => (await server.MeasureAsync(count, warmUp: 0)).Rate;

    private static double SqliteCommits(string folder)
    {
        var file = Path.Combine(folder, "bare.db");
        using var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE rows(id INTEGER PRIMARY KEY, text TEXT)");
        return Measuring.RateOf(BareSeconds, () => Execute("INSERT INTO rows(text) VALUES('a row of some length, as long as a state is')"));

        void Execute(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    private static async Task<double> PostgresCommitsAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using (var create = new NpgsqlCommand("CREATE TABLE bare_rows(id serial PRIMARY KEY, text text)", connection)) await create.ExecuteNonQueryAsync();
        await using var insert = new NpgsqlCommand("INSERT INTO bare_rows(text) VALUES('a row of some length, as long as a state is')", connection);
        await insert.PrepareAsync();
        return Measuring.RateOf(BareSeconds, () => insert.ExecuteNonQuery());
    }

    private static double JobsPerSecond(JobStorage storage, int count)
    {
        NoOperation.Reset(count);
        var client = new BackgroundJobClient(storage);
        var watch = Stopwatch.StartNew();
        using var server = new BackgroundJobServer(
            new BackgroundJobServerOptions { WorkerCount = AtOnce, SchedulePollingInterval = TimeSpan.FromSeconds(1) }, storage);
        for (var i = 0; i < count; i++) client.Enqueue(() => NoOperation.Run());
        if (!NoOperation.Wait(TimeSpan.FromMinutes(3))) throw new TimeoutException("Hangfire did not work off its jobs.");
        return count / watch.Elapsed.TotalSeconds;
    }
}

/// <summary>A job that only counts itself.</summary>
public static class NoOperation
{
    private static CountdownEvent left = new(1);

    public static void Reset(int count) => left = new CountdownEvent(count);

    public static bool Wait(TimeSpan limit) => left.Wait(limit);

    public static void Run() => left.Signal();
}
