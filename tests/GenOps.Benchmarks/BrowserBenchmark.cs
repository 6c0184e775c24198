using System.Diagnostics;
using System.Globalization;
using GenOps.Core;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using GenOps.EndToEnd.Tests;
using GenOps.Testing.Processes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Benchmarks;

/// <summary>
/// The finance page of a demonstration year in a real browser: how long a person waits for it, what each open page keeps in the server's
/// memory, and how often its figures are worked out for all who watch.
/// </summary>
internal static class BrowserBenchmark
{
    private const int WarmUps = 4;
    private const int Openings = 11;
    private const int Few = 30;
    private const int Further = 100;

    // What each working out of figures asks first, and nothing else does.
    private const string WorkingOut = "WHERE \"a\".\"RecordedAt\" <=";

    // Twice as long as pages go without looking.
    private static readonly TimeSpan While = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(double scale)
    {
        var calls = (int)(1_000_000 * scale);
        var folder = Directory.CreateTempSubdirectory("genops-browser-").FullName;
        try
        {
            await CommandAsync("demo", "--calls", calls.ToString(CultureInfo.InvariantCulture), "--data", folder);
            using var inside = new Inside(WorkingOut);
            await using var server = await GenOpsProcess.StartAsync(new GenOpsStart { DataFolder = folder, Environment = inside.Environment });
            await using var services = new ServiceCollection().AddGenOpsDatabase(DatabaseChoice.From(null, folder)).BuildServiceProvider();
            await using var db = await services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>().CreateDbContextAsync();
            await UntilSummedAsync(db);
            return [.. await WaitingAsync(server.Address, calls), .. await WatchingAsync(server, inside, db)];
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Each opening is a new visitor's, who has nothing of the page yet.</summary>
    private static async Task<IReadOnlyList<Figure>> WaitingAsync(Uri address, int calls)
    {
        await using var browser = await BrowserProgram.LaunchAsync();
        var visitor = await FinanceVisitor.SignInAsync(browser, address);
        var opened = new List<Opening>();
        for (var i = -WarmUps; i < Openings; i++)
        {
            var opening = await visitor.OpenAsync();
            if (i >= 0) opened.Add(opening);
        }

        return
        [
            Of("the first figure is there", o => o.Useful),
            Of("the largest part is painted", o => o.Largest),
            Of("a filter that was chosen at once has answered", o => o.Interactive),
        ];

        Figure Of(string name, Func<Opening, double> of) => new($"finance page, {calls:#,##0} calls: {name}, median of {Openings}", Measuring.Percentile(opened.Select(of), 0.5), "ms");
    }

    private static async Task<IReadOnlyList<Figure>> WatchingAsync(GenOpsProcess server, Inside inside, GenOpsDbContext db)
    {
        // So many processes as pages would be the browser's own weight.
        await using var browser = await BrowserProgram.LaunchAsync("--renderer-process-limit=4");
        var visitor = await FinanceVisitor.SignInAsync(browser, server.Address);
        await using var watching = await visitor.WatchAsync(Few);
        var few = await inside.HeapAsync();
        await watching.OpenAsync(Further);
        var many = await inside.HeapAsync();
        var quiet = await inside.ReadAsync();
        await Task.Delay(While);
        var before = await inside.ReadAsync();
        var output = await db.Set<Output>().Where(o => o.Money == MoneyMode.Sandbox && o.AcceptedAt != null && o.WithdrawnAt == null).OrderByDescending(o => o.AcceptedAt).Select(o => o.Id).FirstAsync();
        await CommandAsync("output", "withdraw", output.ToString(), "--reason", "a change that pages show", "--data", server.DataFolder);
        var watch = Stopwatch.StartNew();
        await watching.UntilAnotherAsync();
        var shown = watch.Elapsed.TotalSeconds;
        await Task.Delay(While);
        var after = await inside.ReadAsync();
        if (after.Found == before.Found) throw new InvalidOperationException($"All pages show a change, and no command of the server held {WorkingOut}: figures are worked out in another way now.");
        return
        [
            new Figure($"server's memory for each open page, {Few} to {Few + Further} of them", (many - few) / 1024.0 / Further, "KiB"),
            new Figure($"SQL commands of the whole server while nothing changes, {Few + Further} open pages", (before.Commands - quiet.Commands) / While.TotalSeconds, "a second"),
            new Figure($"all {Few + Further} open pages show a change", shown, "s"),
            new Figure($"figures worked out for {Few + Further} open pages after one change", after.Found - before.Found, "times"),
        ];
    }

    private static async Task CommandAsync(params string[] arguments)
    {
        var result = await GenOpsProgram.RunAsync(arguments);
        if (result.ExitCode != 0) throw new InvalidOperationException($"genops {string.Join(' ', arguments)} failed: {result.Error}");
    }

    private static async Task UntilSummedAsync(GenOpsDbContext db)
    {
        const string Summed = """SELECT EXISTS(SELECT 1 FROM "RollupStates" WHERE "BuiltTo" IS NULL) AND NOT EXISTS(SELECT 1 FROM "RunStamps") AS "Value" """;
        while (!await db.Database.SqlQueryRaw<bool>(Summed).SingleAsync()) await Task.Delay(200);
    }
}
