using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Hosting;

/// <summary>
/// Loaded into a measured server, of any revision, by DOTNET_STARTUP_HOOKS: writes into a file, four times a second, how much the process has
/// allocated, how much is on its heap, how many SQL commands it has run, and how many of them hold a given text; see <see cref="GenOps.Benchmarks.Inside"/>.
/// Takes one of the background services out where that is asked for.
/// The runtime asks for this name outside of any namespace.
/// </summary>
internal static class StartupHook
{
    /// <summary>The variable that names the file.</summary>
    public const string FileVariable = "BENCHMARK_INSIDE_FILE";

    /// <summary>The variable with the text that is looked for in SQL commands; none are counted without it.</summary>
    public const string SqlVariable = "BENCHMARK_INSIDE_SQL";

    /// <summary>What follows the file's name in that of another one, which asks for a full collection before the next note and goes with it.</summary>
    public const string Collect = ".collect";

    /// <summary>The variable that names the background service to leave out.</summary>
    public const string WithoutVariable = "BENCHMARK_WITHOUT_SERVICE";

    private static Timer? timer;
    private static CommandCount? commands;

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(WithoutVariable) is { Length: > 0 } service) DiagnosticListener.AllListeners.Subscribe(new Removal(service));
        if (Environment.GetEnvironmentVariable(FileVariable) is not { Length: > 0 } file) return;
        if (Environment.GetEnvironmentVariable(SqlVariable) is { Length: > 0 } text) DiagnosticListener.AllListeners.Subscribe(commands = new CommandCount(text));
        timer = new Timer(_ => Write(file));
        timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private static void Write(string file)
    {
        var collects = File.Exists(file + Collect);
        long[] values = [GC.GetTotalAllocatedBytes(), GC.GetTotalMemory(forceFullCollection: collects), commands?.All ?? 0, commands?.Found ?? 0];
        // Beside and then over it: whoever reads sees whole numbers.
        File.WriteAllText(file + ".new", string.Join(' ', values.Select(v => v.ToString(CultureInfo.InvariantCulture))));
        File.Move(file + ".new", file, overwrite: true);
        if (collects) File.Delete(file + Collect);
        // Only then again: two of them at once would take each other's file away.
        timer!.Change(TimeSpan.FromMilliseconds(250), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Counts what EF Core tells of its commands. It names no type of EF, whose version is the server's.</summary>
    private sealed class CommandCount(string text) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        private const string Executed = "Microsoft.EntityFrameworkCore.Database.Command.CommandExecuted";
        private long all;
        private long found;

        public long All => Interlocked.Read(ref all);

        public long Found => Interlocked.Read(ref found);

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.EntityFrameworkCore") value.Subscribe(this, name => name == Executed);
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key != Executed) return;
            Interlocked.Increment(ref all);
            // As a log would say it, with the SQL at its end.
            if (value.Value?.ToString()?.Contains(text, StringComparison.Ordinal) == true) Interlocked.Increment(ref found);
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }

    /// <summary>Waits for the host to be built, as tools do that look into a program.</summary>
    private sealed class Removal(string without) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting") value.Subscribe(this);
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is not IHostBuilder host) return;
            host.ConfigureServices((_, services) =>
            {
                foreach (var service in services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Name == without).ToList()) services.Remove(service);
            });
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
