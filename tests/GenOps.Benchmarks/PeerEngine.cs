using System.Diagnostics;
using System.Globalization;
using GenOps.Testing;
using GenOps.Testing.Processes;
using Npgsql;

namespace GenOps.Benchmarks;

/// <summary>Another engine with the same chain against the same provider, installed from npm into a temporary folder, as a process of its own.</summary>
internal sealed class PeerEngine : IAsyncDisposable
{
    private readonly string folder;
    private readonly Process process;

    private PeerEngine(string name, string folder, Process process) => (Name, this.folder, this.process) = (name, folder, process);

    /// <summary>What it is.</summary>
    public string Name { get; }

    /// <summary>LangGraph.js with SQLite checkpoints and its own OpenAI client; null where it does not start, which is said aloud.</summary>
    public static Task<PeerEngine?> LangGraphAsync(InstantProvider provider) =>
        StartAsync("LangGraph.js", "langgraph", provider, folder => Path.Combine(folder, "checkpoints.db"));

    /// <summary>DBOS on PostgreSQL, one step a call; null where it does not start, which is said aloud.</summary>
    public static Task<PeerEngine?> DbosAsync(InstantProvider provider, string connection)
    {
        var parts = new NpgsqlConnectionStringBuilder(connection);
        var user = Uri.EscapeDataString(parts.Username ?? "");
        if (!string.IsNullOrEmpty(parts.Password)) user += $":{Uri.EscapeDataString(parts.Password)}";
        return StartAsync("DBOS", "dbos", provider, _ => $"postgresql://{user}@{parts.Host}:{parts.Port}/{parts.Database}");
    }

    /// <summary>Runs chains.</summary>
    /// <returns>Chains in a second.</returns>
    public async Task<double> RateAsync(int count, int atOnce)
    {
        await process.StandardInput.WriteLineAsync($"{count} {atOnce}");
        await process.StandardInput.FlushAsync();
        return count / double.Parse(await SaidAsync("took "), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<PeerEngine?> StartAsync(string name, string kind, InstantProvider provider, Func<string, string> database)
    {
        var folder = Directory.CreateTempSubdirectory($"genops-{kind}-").FullName;
        try
        {
            Console.WriteLine($"  installing {name} …");
            var source = Path.Combine(Repository.Root, "tests", "GenOps.Benchmarks", "Peers");
            foreach (var file in Directory.GetFiles(Path.Combine(source, kind)).Append(Path.Combine(source, "serve.mjs"))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            await Outside.RunAsync(folder, "npm", "install", "--engine-strict", "--no-audit", "--no-fund", "--loglevel=error");
            var info = GenOpsProgram.TiedStartInfo([]);
            // The last words of the wrapped command: node in place of dotnet.
            info.ArgumentList[^1] = "node";
            foreach (var word in new[] { Path.Combine(folder, "chain.mjs"), provider.Address.ToString(), InstantProvider.Model, database(folder) }) info.ArgumentList.Add(word);
            info.WorkingDirectory = folder;
            info.Environment["NODE_ENV"] = "production";
            var peer = new PeerEngine(name, folder, Process.Start(info)!);
            peer.process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
            peer.process.BeginErrorReadLine();
            await peer.SaidAsync("ready");
            return peer;
        }
        catch (InvalidOperationException e)
        {
            await Console.Error.WriteLineAsync($"  LEFT OUT: {name}. {e.Message}");
            Directory.Delete(folder, recursive: true);
            return null;
        }
    }

    private async Task<string> SaidAsync(string word)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith(word, StringComparison.Ordinal)) return line[word.Length..];
        throw new InvalidOperationException($"{Name} ended by itself.");
    }
}
