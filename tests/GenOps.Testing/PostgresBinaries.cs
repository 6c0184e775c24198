using System.Runtime.InteropServices;

namespace GenOps.Testing;

/// <summary>Finds PostgreSQL's own programs (<c>initdb</c>, <c>postgres</c>) on this machine.</summary>
public static class PostgresBinaries
{
    /// <summary>Names the folder that holds the programs, and goes before all other places.</summary>
    public const string Variable = "GENOPS_TEST_POSTGRES_BIN";

    /// <summary>The folder that holds <c>initdb</c> and <c>postgres</c>; the newest version where there are several.</summary>
    /// <exception cref="InvalidOperationException">There is none; the message says how to get one.</exception>
    public static string Find() =>
        Candidates().FirstOrDefault(folder => File.Exists(Program(folder, "initdb")) && File.Exists(Program(folder, "postgres")))
        ?? throw new InvalidOperationException(
            $"PostgreSQL is not installed. Run tests/run, which gets it, or install it and set {Variable} to the folder of initdb.");

    /// <summary>The path of one of the programs.</summary>
    internal static string Program(string folder, string name) =>
        Path.Combine(folder, RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? name + ".exe" : name);

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named) yield return named;

        foreach (var root in new[] { "/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", @"C:\Program Files\PostgreSQL" })
        {
            if (!Directory.Exists(root)) continue;
            foreach (var version in Directory.GetDirectories(root).OrderByDescending(Version)) yield return Path.Combine(version, "bin");
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)) yield return folder;
    }

    private static int Version(string folder)
    {
        var digits = new string([.. Path.GetFileName(folder).Where(char.IsAsciiDigit)]);
        return int.TryParse(digits, out var version) ? version : 0;
    }
}
