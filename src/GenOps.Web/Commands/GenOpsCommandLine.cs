using System.CommandLine;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Web.Processes;

namespace GenOps.Web.Commands;

/// <summary>The command line: <c>genops [serve]</c> and the commands beside it.</summary>
public static class GenOpsCommandLine
{
    /// <summary>Runs what the arguments say.</summary>
    /// <returns>0 done, 1 failed, 2 not written right; for a run also 3 waiting for a person, 4 rejected.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = Create(args);
        var parsed = root.Parse(args);
        if (UsageProblem(parsed) is { } problem)
        {
            await Console.Error.WriteLineAsync($"{problem} See 'genops --help'.");
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                // By default a command that was asked to stop is cut off after two seconds, and with it the calls it is finishing.
                ProcessTerminationTimeout = TimeSpan.FromMinutes(10),
            });
        }
        catch (CommandFailedException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return e.Code;
        }
        catch (Exception e) when (e is GenOpsException or AccessDeniedException or StartFailedException)
        {
            await Console.Error.WriteLineAsync(e.Message.ReplaceLineEndings(" "));
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped. A run that was started goes on as soon as a server works on this data folder.");
            return ExitCode.Failed;
        }
    }

    private static RootCommand Create(string[] args)
    {
        var root = new RootCommand("GenOps runs generative workflows, meters what they cost, and puts people where judgement is needed.") { CommonOptions.Data };
        ServeCommand.AddTo(root, args);
        root.Subcommands.Add(ServeCommand.Create(args));
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(RunsCommands.Create());
        root.Subcommands.Add(HoldCommands.Pause());
        root.Subcommands.Add(HoldCommands.Resume());
        root.Subcommands.Add(RerouteCommands.Create());
        root.Subcommands.Add(CallCommands.Create());
        root.Subcommands.Add(OutputCommands.Create());
        root.Subcommands.Add(PipelineCommands.Create());
        root.Subcommands.Add(ScheduleCommands.Create());
        root.Subcommands.Add(BackfillCommands.Create());
        root.Subcommands.Add(TriggerCommands.Create());
        root.Subcommands.Add(AlertCommands.Create());
        root.Subcommands.Add(ReviewCommands.Create());
        root.Subcommands.Add(KpiCommand.Create());
        root.Subcommands.Add(LedgerCommands.Create());
        root.Subcommands.Add(PriceCommands.Create());
        root.Subcommands.Add(BudgetCommands.Create());
        root.Subcommands.Add(ProviderCommands.Create());
        root.Subcommands.Add(OutboundCommands.Create());
        root.Subcommands.Add(UserCommands.Create());
        root.Subcommands.Add(ApiKeyCommands.Create());
        root.Subcommands.Add(DemoCommand.Create());
        return root;
    }

    private static string? UsageProblem(ParseResult parsed)
    {
        if (parsed.Errors.Count > 0) return string.Join(' ', parsed.Errors[0].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return ServeCommand.UnknownSetting(parsed.UnmatchedTokens) is { } unknown ? $"'{unknown}' is neither a command nor an option." : null;
    }
}
