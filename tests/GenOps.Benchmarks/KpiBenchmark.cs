using System.Diagnostics;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Data;
using GenOps.Core.Demonstration;
using GenOps.Core.Ledger;
using GenOps.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Benchmarks;

/// <summary>
/// What the figures of a demonstration year take: read from sums by day at ten thousand calls and at a million, and counted from the rows
/// themselves; and how fast sums of so many rows are made.
/// </summary>
internal static class KpiBenchmark
{
    private const int Small = 10_000;
    private const int Times = 5;
    private static readonly DateTime End = new(2026, 11, 28, 0, 0, 0, DateTimeKind.Utc);

    public static async Task<IReadOnlyList<Figure>> OnSqliteAsync(double scale)
    {
        var folder = Directory.CreateTempSubdirectory("genops-kpi-").FullName;
        try
        {
            return await MeasureAsync("SQLite", scale, name => Task.FromResult(DatabaseChoice.From(Path.Combine(folder, name + ".db"), folder)));
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    public static async Task<IReadOnlyList<Figure>> OnPostgresAsync(double scale)
    {
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        return await MeasureAsync("PostgreSQL", scale, async name => DatabaseChoice.From(await postgres.CreateDatabaseAsync(name), ""));
    }

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(string storage, double scale, Func<string, Task<DatabaseChoice>> choose)
    {
        var large = (int)(1_000_000 * scale);
        var few = await OfAsync(await choose("few"), Small, countsRows: false);
        var many = await OfAsync(await choose("many"), large, countsRows: true);
        var figures = new List<Figure>
        {
            new($"{storage}: rows a second that sums were made of, at {large:#,##0} calls", many.RowsASecond, "rows/s"),
        };
        foreach (var (period, took) in many.FromSums)
        {
            figures.Add(new Figure($"{storage}: all figures of {period} from sums, {Small:#,##0} calls", few.FromSums[period], "ms"));
            figures.Add(new Figure($"{storage}: the same, {large:#,##0} calls", took, "ms"));
            figures.Add(new Figure($"{storage}: that against {Small:#,##0} calls", took / few.FromSums[period], "×"));
            figures.Add(new Figure($"{storage}: the same counted from the rows, {large:#,##0} calls", many.FromRows[period], "ms"));
            figures.Add(new Figure($"{storage}: sums against rows", many.FromRows[period] / took, "×"));
        }

        figures.AddRange(many.Single.Select(f => new Figure($"{storage}: {f.Key} of a year alone, {large:#,##0} calls against {Small:#,##0}", f.Value / few.Single[f.Key], "×")));
        return figures;
    }

    private static async Task<Measured> OfAsync(DatabaseChoice choice, int calls, bool countsRows)
    {
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System)
            .AddGenOpsDatabase(choice).AddGenOpsLedger("UTC").AddAnalytics().AddAnalyticsDelivery().AddDemonstration().BuildServiceProvider();
        await services.GetRequiredService<DatabaseSetup>().MigrateAsync(CancellationToken.None);
        await services.GetRequiredService<DemoYear>().FillAsync(new DemoOptions(365, calls, 12, End) { IsBare = true }, null, CancellationToken.None);
        var contexts = services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>();
        var rows = await CountAsync(contexts);
        var keeper = ActivatorUtilities.CreateInstance<RollupKeeper>(services);
        var watch = Stopwatch.StartNew();
        await keeper.CatchUpAsync(CancellationToken.None);
        var measured = new Measured(rows / watch.Elapsed.TotalSeconds);
        var catalogue = services.GetRequiredService<KpiCatalogue>();
        string[] all = [.. KpiCatalogue.All.Select(k => k.Name)];
        foreach (var (period, days) in new[] { ("30 days", 30), ("a year", 365) })
            measured.FromSums[period] = await MedianAsync(() => catalogue.ComputeAsync(Actor.System, all, Of(days), CancellationToken.None));
        foreach (var name in all) measured.Single[name] = await MedianAsync(() => catalogue.ComputeAsync(Actor.System, name, Of(365), CancellationToken.None));
        if (!countsRows) return measured;
        await using var db = await contexts.CreateDbContextAsync();
        // Without a state nobody reads sums.
        await db.Database.ExecuteSqlRawAsync("""DELETE FROM "RollupStates" """);
        foreach (var (period, days) in new[] { ("30 days", 30), ("a year", 365) })
        {
            watch.Restart();
            await catalogue.ComputeAsync(Actor.System, all, Of(days), CancellationToken.None);
            measured.FromRows[period] = watch.Elapsed.TotalMilliseconds;
        }

        return measured;
    }

    private static AnalyticsFilter Of(int days) => new() { Money = MoneyMode.Sandbox, From = End.AddDays(-days), To = End };

    private static async Task<long> CountAsync(IDbContextFactory<GenOpsDbContext> contexts)
    {
        await using var db = await contexts.CreateDbContextAsync();
        return await db.LedgerEntries.LongCountAsync() + await db.Outputs.LongCountAsync() + await db.Labour.LongCountAsync();
    }

    private static async Task<double> MedianAsync<T>(Func<Task<T>> work)
    {
        await work();
        var took = new List<double>();
        for (var i = 0; i < Times; i++)
        {
            var watch = Stopwatch.StartNew();
            await work();
            took.Add(watch.Elapsed.TotalMilliseconds);
        }

        return Measuring.Percentile(took, 0.5);
    }

    private sealed record Measured(double RowsASecond)
    {
        public Dictionary<string, double> FromSums { get; } = [];

        public Dictionary<string, double> FromRows { get; } = [];

        public Dictionary<string, double> Single { get; } = [];
    }
}
