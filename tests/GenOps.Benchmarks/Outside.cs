using System.Diagnostics;

namespace GenOps.Benchmarks;

/// <summary>Programs that prepare a measurement.</summary>
internal static class Outside
{
    /// <summary>Runs one to its end.</summary>
    /// <exception cref="InvalidOperationException">It is missing or failed; the message ends with the last it said.</exception>
    public static async Task RunAsync(string folder, string program, params IReadOnlyList<string> arguments)
    {
        var info = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // What the build that started this program told its children is not for the build of another revision.
        foreach (var name in info.Environment.Keys.Where(n => n.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray()) info.Environment.Remove(name);
        Process process;
        try
        {
            process = Process.Start(info)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"{program} cannot be started: {e.Message}", e);
        }

        using (process)
        {
            var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            if (process.ExitCode == 0) return;
            var last = string.Concat(said).Trim();
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {last[Math.Max(0, last.Length - 2000)..]}");
        }
    }
}
