using System.CommandLine;
using GenOps.Web.Hosting;
using GenOps.Web.Processes;

namespace GenOps.Web.Commands;

/// <summary><c>genops serve</c>, and what happens without any command.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> Urls = new("--urls")
    {
        Description = $"Where to listen, several with semicolons; {GenOpsWebApplication.DefaultUrl} by default.",
        HelpName = "URLS",
    };

    private static readonly Option<string?> Role = RoleOption();

    // What the host itself takes besides settings of the form --Section:Key=value.
    private static readonly string[] HostSettings = ["--environment", "--contentroot", "--applicationname", "--http_ports", "--https_ports"];

    /// <summary>The command by name.</summary>
    public static Command Create(string[] args)
    {
        var command = new Command("serve", "Serves the pages and the API, and works on runs. The default.");
        AddTo(command, args);
        return command;
    }

    /// <summary>Makes a command serve.</summary>
    public static void AddTo(Command command, string[] args)
    {
        command.Options.Add(Urls);
        command.Options.Add(Role);
        // Any setting of the host may be given, as --GenOps:Recovery:Interval=5.
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((_, stop) => GenOpsWebApplication.RunAsync(SettingsOf(args is ["serve", ..] ? args[1..] : args), stop));
    }

    /// <summary>The first token that is no setting of the host; null when all are.</summary>
    public static string? UnknownSetting(IReadOnlyList<string> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var key = tokens[i].Split('=', 2)[0];
            if (!IsSetting(key)) return tokens[i];
            if (!tokens[i].Contains('=', StringComparison.Ordinal)) i++;
        }

        return null;
    }

    /// <summary>The role by the name of its setting, as a bare <c>role</c> could also be a variable of somebody else's environment.</summary>
    private static string[] SettingsOf(string[] args) =>
        [.. args.Select(a => a == "--role" || a.StartsWith("--role=", StringComparison.Ordinal) ? $"--{ProcessRoles.Setting}{a["--role".Length..]}" : a)];

    private static Option<string?> RoleOption()
    {
        var option = new Option<string?>("--role")
        {
            Description = "What this process is for: all (the default), web or worker. The last two need PostgreSQL.",
            HelpName = "ROLE",
        };
        option.AcceptOnlyFromAmong("all", "web", "worker");
        return option;
    }

    private static bool IsSetting(string key) =>
        key.StartsWith("--", StringComparison.Ordinal)
        && (key.Contains(':', StringComparison.Ordinal) || HostSettings.Contains(key, StringComparer.OrdinalIgnoreCase));
}
