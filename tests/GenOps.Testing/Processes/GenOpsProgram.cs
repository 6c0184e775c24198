using System.Diagnostics;

namespace GenOps.Testing.Processes;

/// <summary>What a command of the command line left.</summary>
/// <param name="ExitCode">0 when it went well.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
public sealed record CommandResult(int ExitCode, string Output, string Error);

/// <summary>The built executable, as a person or a script calls it.</summary>
public static class GenOpsProgram
{
    private static readonly string[] OwnVariables = ["ASPNETCORE_", "DOTNET_ENVIRONMENT", "GENOPS_", "GenOps__", "ConnectionStrings__", "Kestrel__"];

    // Compiled ahead, in a folder of its own, where the tests were built with this variable.
    private static readonly string? Ahead = Environment.GetEnvironmentVariable("GENOPS_TEST_PROGRAM") is { Length: > 0 } folder ? folder : null;

    /// <summary>Whether tests that can be played at full size are (<c>tests/run --all</c>).</summary>
    public static bool IsAtSize { get; } = Environment.GetEnvironmentVariable("GENOPS_TEST_ALL") is { Length: > 0 };

    /// <summary>The executable, as built with the tests; where these were built with <c>GENOPS_TEST_PROGRAM</c>, the one compiled ahead.</summary>
    public static string Path { get; } = Built("src/GenOps.Web", "genops.dll");

    /// <summary>A program as built with the tests, or compiled ahead.</summary>
    /// <param name="project">Its project's folder, from the root.</param>
    /// <param name="file">Its assembly.</param>
    public static string Built(string project, string file) =>
        System.IO.Path.Combine(Ahead ?? System.IO.Path.Combine(Repository.Root, project, "bin", Repository.Configuration, "net10.0"), file);

    /// <summary>How to start a program, without what the environment of the tests would add.</summary>
    private static ProcessStartInfo StartInfo(IEnumerable<string> program)
    {
        var info = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = System.IO.Path.GetTempPath(),
        };
        foreach (var argument in program) info.ArgumentList.Add(argument);
        foreach (var name in info.Environment.Keys.Where(name => OwnVariables.Any(own => name.StartsWith(own, StringComparison.OrdinalIgnoreCase))).ToArray())
            info.Environment.Remove(name);
        // Most servers of tests live for half a minute, in which compiling anew what was compiled ahead takes a quarter of their time and gains nothing.
        if (Ahead is not null && !IsAtSize) info.Environment["DOTNET_TC_CallCounting"] = "0";
        return info;
    }

    /// <summary>
    /// As <see cref="StartInfo"/>, and it ends with this process, however that ends: a watcher looks every second. The
    /// program itself has the id of the process that is started.
    /// </summary>
    public static ProcessStartInfo TiedStartInfo(IEnumerable<string> program)
    {
        var info = StartInfo(program);
        if (OperatingSystem.IsWindows()) return info;
        // A file that may not grow is then an error of the write, as on a full disk, and not the end of the process.
        const string Watched =
            "trap '' XFSZ; ( while kill -0 $PPID && kill -0 $$; do sleep 1; done; kill -9 $$ ) </dev/null >/dev/null 2>&1 & exec \"$@\"";
        string[] wrapped = ["-c", Watched, "sh", info.FileName, .. info.ArgumentList];
        info.FileName = "sh";
        info.ArgumentList.Clear();
        foreach (var argument in wrapped) info.ArgumentList.Add(argument);
        return info;
    }

    /// <summary>Runs one command to its end.</summary>
    /// <param name="arguments">Such as <c>ledger list --json --data DIR</c>, one by one.</param>
    public static Task<CommandResult> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    /// <summary>Runs one command to its end, with something on its standard input.</summary>
    public static async Task<CommandResult> RunWithInputAsync(string input, params string[] arguments)
    {
        using var process = Process.Start(StartInfo([Path, .. arguments]))!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CommandResult(process.ExitCode, await output, await error);
    }
}
