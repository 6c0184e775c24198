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
/// themselves; how fast sums of so many rows are made; and the spend by day and model beside DuckDB over the same rows of the ledger.
/// </summary>
internal static class KpiBenchmark
{
    private const int Small = 10_000;
    private const int Times = 5;
    private const int YearDays = 365;
    // Counting 8,900,000 from their rows had not ended after six minutes.
    private const int MostFromRows = 2_000_000;
    private const int BytesOfACall = 2_800;
    private const long MostBytes = 25L << 30;

    private static readonly (string Period, int Days)[] Periods = [("30 days", 30), ("a year", YearDays)];

    // What a page asks for: not what counts every entry by its nature.
    private static readonly string[] All = [.. KpiCatalogue.All.Select(k => k.Name).Where(n => n != "ledger-difference")];

    /// <summary>The end of the year.</summary>
    public static readonly DateTime End = new(2026, 11, 28, 0, 0, 0, DateTimeKind.Utc);

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
        DemandRoom(large);
        await using var few = await Year.MakeAsync(await choose("few"), Small);
        Tell($"a year of {large:#,##0} calls is made");
        await using var many = await Year.MakeAsync(await choose("many"), large);
        Tell("it is made, with all its sums; figures are asked for");
        var figures = new List<Figure>
        {
            new($"{storage}: rows a second that sums were made of, at {large:#,##0} calls", many.RowsASecond, "rows/s"),
        };
        foreach (var (period, days) in Periods)
        {
            var (small, took) = (await few.FromSumsAsync(All, days), await many.FromSumsAsync(All, days));
            figures.Add(new Figure($"{storage}: all figures of {period} from sums, {Small:#,##0} calls", small, "ms"));
            figures.Add(new Figure($"{storage}: the same, {large:#,##0} calls", took, "ms"));
            figures.Add(new Figure($"{storage}: that against {Small:#,##0} calls", took / small, "×"));
            figures.Add(new Figure($"{storage}: the same asked again, nothing changed", await many.AgainAsync(days), "ms"));
        }

        foreach (var name in KpiCatalogue.All.Select(k => k.Name))
        {
            var (small, took) = (await few.FromSumsAsync([name], YearDays), await many.FromSumsAsync([name], YearDays));
            figures.Add(new Figure($"{storage}: {name} of a year alone, {large:#,##0} calls", took, "ms"));
            figures.Add(new Figure($"{storage}: that against {Small:#,##0} calls", took / small, "×"));
        }

        var (ours, theirs) = await many.BesideDuckDbAsync();
        figures.Add(new Figure($"{storage}: spend by day and model of a year from sums, {large:#,##0} calls", ours, "ms"));
        figures.Add(new Figure($"{storage}: the same summed by DuckDB from the ledger's rows in a table of its own, {large:#,##0} calls", theirs, "ms"));
        figures.Add(new Figure($"{storage}: sums against DuckDB", theirs / ours, "×"));
        if (large > MostFromRows) return figures;
        Tell("its rows are counted");
        await many.ForgetSumsAsync();
        foreach (var (period, days) in Periods)
            figures.Add(new Figure($"{storage}: all figures of {period} counted from the rows, {large:#,##0} calls", await many.FromRowsAsync(days), "ms"));
        return figures;

        // At ten million calls the first figure comes after half an hour.
        void Tell(string what) => Console.WriteLine($"  {TimeProvider.System.GetLocalNow():HH:mm:ss} {what} …");
    }

    /// <exception cref="InvalidOperationException">So many calls take more room than there is, or than one database may take.</exception>
    private static void DemandRoom(int calls)
    {
        var bytes = (long)calls * BytesOfACall;
        if (bytes > MostBytes) throw new InvalidOperationException($"{calls:#,##0} calls take {bytes >> 30} GiB, more than one database of a benchmark may. Give --scale {MostBytes / BytesOfACall / 1_000_000} or less.");
        var free = new DriveInfo(Path.GetTempPath()).AvailableFreeSpace;
        if (bytes * 5 / 4 > free) throw new InvalidOperationException($"{calls:#,##0} calls take {bytes >> 30} GiB, and only {free >> 30} are free. Give a smaller --scale.");
    }

    /// <summary>Makes a year in an empty database.</summary>
    /// <returns>What reads it.</returns>
    public static async Task<ServiceProvider> FillAsync(DatabaseChoice choice, int calls)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System)
            .AddGenOpsDatabase(choice).AddGenOpsLedger("UTC").AddAnalytics().AddAnalyticsDelivery().AddDemonstration().BuildServiceProvider();
        await services.GetRequiredService<DatabaseSetup>().MigrateAsync(CancellationToken.None);
        await services.GetRequiredService<DemoYear>().FillAsync(new DemoOptions(365, calls, 12, End) { IsBare = true }, null, CancellationToken.None);
        return services;
    }

    /// <summary>Makes all sums of it.</summary>
    public static Task CatchUpAsync(ServiceProvider services) => ActivatorUtilities.CreateInstance<RollupKeeper>(services).CatchUpAsync(CancellationToken.None);

    /// <summary>A year, with all its sums.</summary>
    private sealed class Year(ServiceProvider services, double rowsASecond) : IAsyncDisposable
    {
        private readonly IDbContextFactory<GenOpsDbContext> contexts = services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>();

        public double RowsASecond => rowsASecond;

        public static async Task<Year> MakeAsync(DatabaseChoice choice, int calls)
        {
            var services = await FillAsync(choice, calls);
            long rows;
            await using (var db = await services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>().CreateDbContextAsync())
                rows = await db.LedgerEntries.LongCountAsync() + await db.Outputs.LongCountAsync() + await db.Labour.LongCountAsync();
            var watch = Stopwatch.StartNew();
            await CatchUpAsync(services);
            return new Year(services, rows / watch.Elapsed.TotalSeconds);
        }

        public Task<double> FromSumsAsync(IReadOnlyList<string> names, int days) => MedianAsync(() => AskAsync(names, days));

        public async Task<double> AgainAsync(int days)
        {
            var catalogue = services.GetRequiredService<KpiCatalogue>();
            return await MedianAsync(() => catalogue.ComputeAsync(Actor.System, All, Of(days), CancellationToken.None));
        }

        /// <summary>The cost of a year by day and model: of the sums, and of the same rows in DuckDB.</summary>
        /// <exception cref="InvalidOperationException">They differ.</exception>
        public async Task<(double Ours, double Theirs)> BesideDuckDbAsync()
        {
            using var beside = await DuckDbLedger.FillAsync(contexts);
            var year = Of(YearDays) with { Bucket = BucketUnit.Day, ByModel = true };
            var (ours, theirs) = (await ByDayAndModelAsync(year), await beside.SumAsync(year.Money, year.From, year.To));
            if (!ours.ToHashSet().SetEquals(theirs))
            {
                throw new InvalidOperationException(
                    $"The spend by day and model is {ours.Sum(p => p.Nanos)} nano-dollars in {ours.Count} parts, of the same rows in DuckDB {theirs.Sum(p => p.Nanos)} in {theirs.Count}.");
            }

            return (await MedianAsync(() => ByDayAndModelAsync(year)), await MedianAsync(() => beside.SumAsync(year.Money, year.From, year.To)));
        }

        /// <summary>Without a state nobody reads sums.</summary>
        public async Task ForgetSumsAsync()
        {
            await using var db = await contexts.CreateDbContextAsync();
            await db.Database.ExecuteSqlRawAsync("""DELETE FROM "RollupStates" """);
        }

        public async Task<double> FromRowsAsync(int days)
        {
            var watch = Stopwatch.StartNew();
            await AskAsync(All, days);
            return watch.Elapsed.TotalMilliseconds;
        }

        public ValueTask DisposeAsync() => services.DisposeAsync();

        private async Task<IReadOnlyList<DayAndModel>> ByDayAndModelAsync(AnalyticsFilter filter)
        {
            var spend = await Fresh().ComputeAsync(Actor.System, "spend", filter, CancellationToken.None);
            return
            [
                .. from point in spend.By(KpiAxis.Bucket, KpiAxis.Model)
                   where point.Numerator != 0
                   let model = point.Slice.Model!.Value
                   select new DayAndModel(point.Slice.From!.Value, model.Provider, model.Model, (long)point.Numerator),
            ];
        }

        private Task<IReadOnlyList<KpiFigure>> AskAsync(IReadOnlyList<string> names, int days) => Fresh().ComputeAsync(Actor.System, names, Of(days), CancellationToken.None);

        // One that is asked nothing twice, since it would give the answer it gave.
        private KpiCatalogue Fresh() => new(contexts, TimeProvider.System, services.GetRequiredService<ReportingCalendar>());

        private static AnalyticsFilter Of(int days) => new() { Money = MoneyMode.Sandbox, From = End.AddDays(-days), To = End };

        private static async Task<double> MedianAsync(Func<Task> work)
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
    }
}
