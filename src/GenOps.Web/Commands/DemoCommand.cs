using System.CommandLine;
using System.Globalization;
using GenOps.Core;
using GenOps.Core.Data;
using GenOps.Core.Demonstration;
using GenOps.Core.Ledger;
using GenOps.Web.Demonstration;
using GenOps.Web.Processes;

namespace GenOps.Web.Commands;

/// <summary><c>genops demo</c>: fills a new database with a year of use that never was.</summary>
internal static class DemoCommand
{
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
            await TellAsync(options, await FillAsync("--database", options, f => f.FillAsync(choice, cancellationToken)), "ConnectionStrings__GenOps='…' genops serve");
            return ExitCode.Done;
        }

        var path = DataFolder.Resolve(parsed.GetValue(CommonOptions.Data) ?? Environment.GetEnvironmentVariable("GENOPS_DATA"), Environment.CurrentDirectory);
        await TellAsync(options, await FillAsync("--data", options, f => f.FillFolderAsync(path, cancellationToken)), $"genops serve --data {path}");
        return ExitCode.Done;
    }

    private static DatabaseChoice ChoiceOf(string database, string? data)
    {
        if (data is not null) throw new CommandFailedException("--database: a PostgreSQL database needs no data folder. Leave out --data, or --database.", ExitCode.Usage);
        var choice = DatabaseChoice.From(database, ".");
        return choice.IsPostgres ? choice : throw new CommandFailedException("--database: this is no PostgreSQL database. Give Host=… or postgres://…; for SQLite name a new folder with --data.", ExitCode.Usage);
    }

    private static async Task<DemonstrationMade> FillAsync(string option, DemoOptions options, Func<DemonstrationFilling, Task<DemonstrationMade>> fill)
    {
        var zone = new ConfigurationBuilder().AddEnvironmentVariables().Build()[ReportingCalendar.Setting];
        try
        {
            return await fill(new DemonstrationFilling(options, zone, Console.IsErrorRedirected ? null : new ProgressLine()));
        }
        catch (ConflictException e)
        {
            throw new CommandFailedException($"{option}: {e.Message}", ExitCode.Usage);
        }
        catch (Exception e) when (StorageFault.Of(e) is { } trouble)
        {
            throw new CommandFailedException(option == "--database" ? $"{option}: PostgreSQL cannot be used: {e.GetBaseException().Message} Check the connection." : $"{option}: {StorageFault.Words(trouble)}");
        }
    }

    private static async Task TellAsync(DemoOptions options, DemonstrationMade made, string next)
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
