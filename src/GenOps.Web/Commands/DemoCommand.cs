using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using GenOps.Core;
using GenOps.Core.Analytics;
using GenOps.Core.Data;
using GenOps.Core.Demonstration;
using GenOps.Core.Ledger;
using GenOps.Web.Processes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Web.Commands;

/// <summary><c>genops demo</c>: fills a new database with a year of use that never was.</summary>
internal static class DemoCommand
{
    private const string LockFile = "genops.lock";

    private static readonly Option<int> Days = new("--days") { Description = "How many days it goes back from now.", HelpName = "NUMBER", DefaultValueFactory = _ => 365 };
    private static readonly Option<int> Calls = new("--calls") { Description = "How many model calls there are about.", HelpName = "NUMBER", DefaultValueFactory = _ => 1_000_000 };
    private static readonly Option<long> Seed = new("--seed") { Description = "Another number gives another year of the same kind.", HelpName = "NUMBER", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> Database = new("--database") { Description = "An empty PostgreSQL database, instead of SQLite in the data folder.", HelpName = "CONNECTION" };

    public static Command Create()
    {
        var command = new Command("demo", "Fills a new data folder, or an empty PostgreSQL database, with a plausible year of sandbox use.") { Days, Calls, Seed, Database };
        command.SetAction(ExecuteAsync);
        return command;
    }

    private static async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new DemoOptions(parsed.GetValue(Days), parsed.GetValue(Calls), parsed.GetValue(Seed), TimeProvider.System.UtcNow());
        try
        {
            options.Check();
        }
        catch (InvalidInputException e)
        {
            throw new CommandFailedException(e.Message, ExitCode.Usage);
        }

        if (parsed.GetValue(Database) is { } database)
        {
            var choice = ChoiceOf(database, parsed.GetValue(CommonOptions.Data));
            await TellAsync(options, await FillAsync(choice, options, cancellationToken), "ConnectionStrings__GenOps='…' genops serve");
            return ExitCode.Done;
        }

        var path = DataFolder.Resolve(parsed.GetValue(CommonOptions.Data) ?? Environment.GetEnvironmentVariable("GENOPS_DATA"), Environment.CurrentDirectory);
        await TellAsync(options, await FillAsync(path, options, cancellationToken), $"genops serve --data {path}");
        return ExitCode.Done;
    }

    private static DatabaseChoice ChoiceOf(string database, string? data)
    {
        if (data is not null) throw new CommandFailedException("--database: a PostgreSQL database needs no data folder. Leave out --data, or --database.", ExitCode.Usage);
        var choice = DatabaseChoice.From(database, ".");
        return choice.IsPostgres ? choice : throw new CommandFailedException("--database: this is no PostgreSQL database. Give Host=… or postgres://…; for SQLite name a new folder with --data.", ExitCode.Usage);
    }

    /// <summary>The database gets its name last: what is cut off before is never taken for one.</summary>
    private static async Task<Made> FillAsync(string path, DemoOptions options, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).FirstOrDefault(e => !IsOwn(e)) is { } other)
            throw new CommandFailedException($"--data: the folder {path} is not empty, it holds {Path.GetFileName(other)}. Name a new folder.", ExitCode.Usage);
        using var folder = new DataFolder(path);
        folder.Take();
        RemoveParts(path);
        var final = DatabaseChoice.From(null, path);
        var file = new SqliteConnectionStringBuilder(final.ConnectionString).DataSource;
        var part = final with { ConnectionString = new SqliteConnectionStringBuilder(final.ConnectionString) { DataSource = $"{file}.part" }.ToString() };
        try
        {
            var made = await FillAsync(part, options, cancellationToken);
            File.Move($"{file}.part", file);
            return made;
        }
        finally
        {
            RemoveParts(path);
        }
    }

    private static async Task<Made> FillAsync(DatabaseChoice choice, DemoOptions options, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var zone = new ConfigurationBuilder().AddEnvironmentVariables().Build()[ReportingCalendar.Setting];
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddGenOpsDatabase(choice)
            .AddGenOpsLedger(zone)
            .AddDemonstration()
            .BuildServiceProvider();
        try
        {
            await DemandNewAsync(services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>(), choice, cancellationToken);
            await services.GetRequiredService<DatabaseSetup>().MigrateAsync(cancellationToken);
            var summary = await services.GetRequiredService<DemoYear>().FillAsync(options, Console.IsErrorRedirected ? null : new ProgressLine(), cancellationToken);
            // Whoever looks at it finds its sums made.
            using (var keeper = ActivatorUtilities.CreateInstance<RollupKeeper>(services)) await keeper.CatchUpAsync(cancellationToken);
            return new Made(summary, clock.Elapsed);
        }
        catch (Exception e) when (StorageFault.Of(e) is { } trouble)
        {
            throw new CommandFailedException(choice.IsPostgres ? $"--database: PostgreSQL cannot be used: {e.GetBaseException().Message} Check the connection." : $"--data: {StorageFault.Words(trouble)}");
        }
        finally
        {
            // The last connection takes the journal with it.
            if (!choice.IsPostgres)
                using (var pooled = new SqliteConnection(choice.ConnectionString)) SqliteConnection.ClearPool(pooled);
        }
    }

    /// <summary>No database of anybody else is even migrated.</summary>
    private static async Task DemandNewAsync(IDbContextFactory<GenOpsDbContext> factory, DatabaseChoice choice, CancellationToken cancellationToken)
    {
        if (!choice.IsPostgres) return;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var tables = await db.Database.SqlQueryRaw<int>("SELECT COUNT(*)::int AS \"Value\" FROM information_schema.tables WHERE table_schema = current_schema()").SingleAsync(cancellationToken);
        if (tables > 0) throw new CommandFailedException("--database: this database is not empty. Name one that was just created.", ExitCode.Usage);
    }

    private static async Task TellAsync(DemoOptions options, Made made, string next)
    {
        var (summary, time) = made;
        string[] lines =
        [
            $"Made {options.Days:N0} days until {options.End:yyyy-MM-dd} in {time.TotalSeconds:N0} s: {summary.Pipelines} pipelines, {summary.Runs:N0} runs, {summary.Calls:N0} calls, "
                + $"{summary.Outputs:N0} outputs, {summary.Decisions:N0} decisions, {summary.LedgerEntries:N0} ledger entries; {summary.Rows:N0} rows in all.",
            $"Spent in the sandbox: {summary.Models} for models, {summary.Labour} for people's time, {summary.Fixed} of fixed cost. None of it happened.",
            $"Look at it: {next}",
        ];
        foreach (var line in lines) await Console.Out.WriteLineAsync(line);
    }

    private static bool IsOwn(string path) => Path.GetFileName(path) is var name && (name == LockFile || name.StartsWith("genops.db.part", StringComparison.Ordinal));

    private static void RemoveParts(string path)
    {
        foreach (var part in Directory.EnumerateFiles(path, "genops.db.part*")) File.Delete(part);
    }

    /// <summary>What was made, and in what time.</summary>
    private sealed record Made(DemoSummary Summary, TimeSpan Time);

    /// <summary>Says on a terminal how far it is, in one line.</summary>
    private sealed class ProgressLine : IProgress<DemoProgress>
    {
        public void Report(DemoProgress value)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"\r{Math.Min(value.Calls, value.Of):N0} of {value.Of:N0} calls");
            Console.Error.Write(value.Calls >= value.Of ? $"{text}\n" : text);
        }
    }
}
