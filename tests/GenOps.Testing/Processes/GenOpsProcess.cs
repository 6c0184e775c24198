using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace GenOps.Testing.Processes;

/// <summary>How a server is to be started.</summary>
public sealed record GenOpsStart
{
    /// <summary>The e-mail of the administrator made at the first start.</summary>
    public const string AdminEmail = "admin@example.org";

    /// <summary>The password of every account the tests make.</summary>
    public const string Password = "correct horse battery staple";

    /// <summary>What is started instead of the built executable, and its first arguments; null for that.</summary>
    public IReadOnlyList<string>? Program { get; init; }

    /// <summary>Where it keeps its data; null for a new temporary folder, removed with the process.</summary>
    public string? DataFolder { get; init; }

    /// <summary>A PostgreSQL database; null for SQLite in the data folder.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Whether the samples are installed and run once at the first start.</summary>
    public bool Samples { get; init; }

    /// <summary>False leaves the first administrator to the one-time link.</summary>
    public bool WithAdministrator { get; init; } = true;

    /// <summary>Further environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}

/// <summary>The built executable as a process of its own: started, waited for, killed, restarted on the same data.</summary>
public sealed partial class GenOpsProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(240);
    private readonly GenOpsStart _start;
    private readonly bool _ownsFolder;
    private readonly StringBuilder _output = new();
    private Process? _process;
    private TaskCompletionSource<Uri> _address = new();

    private GenOpsProcess(GenOpsStart start)
    {
        _start = start;
        _ownsFolder = start.DataFolder is null;
        DataFolder = start.DataFolder ?? Directory.CreateTempSubdirectory("genops-data-").FullName;
    }

    /// <summary>Where it listens; another port after each start.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Where it keeps its data.</summary>
    public string DataFolder { get; }

    /// <summary>What the environment says from the next start on, beside what <see cref="GenOpsStart.Environment"/> says.</summary>
    public Dictionary<string, string> NextEnvironment { get; } = [];

    /// <summary>The operating system's id of it; null while it does not run.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>True from a start until its process has ended.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>What its processors have worked so far, in all threads.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            Running.Refresh();
            return Running.TotalProcessorTime;
        }
    }

    /// <summary>The most memory it has had, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            Running.Refresh();
            return Running.PeakWorkingSet64;
        }
    }

    private Process Running => _process ?? throw new InvalidOperationException("It is not running.");

    /// <summary>All it has written, over all starts.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>The one-time link for the first administrator, if it printed one.</summary>
    public Uri? SetupLink => SetupLinkPattern().Match(Output) is { Success: true } match ? new Uri(match.Value) : null;

    /// <summary>Starts a server and waits until it is healthy.</summary>
    /// <exception cref="InvalidOperationException">It ended or did not become healthy; the message holds its output.</exception>
    public static async Task<GenOpsProcess> StartAsync(GenOpsStart? start = null)
    {
        var server = new GenOpsProcess(start ?? new GenOpsStart());
        try
        {
            await server.LaunchAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it as a power cut does (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        KillTree(_process);
        await EndedAsync();
    }

    /// <summary>Asks it to end (SIGTERM), and waits for that.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        var process = Running;
        if (OperatingSystem.IsWindows()) KillTree(process);
        else await SignalAsync("TERM");
        await process.WaitForExitAsync();
        var code = process.ExitCode;
        await EndedAsync();
        return code;
    }

    /// <summary>Sends it a signal, as <c>STOP</c> or <c>CONT</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        var process = Running;
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString()]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Limits how large a file it may write from now on, as a full disk does.</summary>
    /// <param name="bytes">Per file; null for no limit.</param>
    public async Task LimitFilesAsync(long? bytes)
    {
        var process = Running;
        using var limit = Process.Start("prlimit", ["--pid", process.Id.ToString(), $"--fsize={bytes?.ToString() ?? "unlimited"}:unlimited"]);
        await limit.WaitForExitAsync();
        if (limit.ExitCode != 0) throw new InvalidOperationException("prlimit refused.");
    }

    /// <summary>Waits until it has ended by itself, as it does at a crash point.</summary>
    public async Task WaitForEndAsync(TimeSpan limit)
    {
        if (_process is not { } process) return;
        using var patience = new CancellationTokenSource(limit);
        await process.WaitForExitAsync(patience.Token);
        await EndedAsync();
    }

    /// <summary>Starts it, and ends it as a power cut does when this time has passed, ready or not.</summary>
    public async Task StartAndKillAsync(TimeSpan after)
    {
        _ = Spawn();
        await Task.Delay(after);
        await KillAsync();
    }

    /// <summary>Starts it again on the same data, after <see cref="KillAsync"/> or <see cref="StopAsync"/>.</summary>
    public Task RestartAsync() => LaunchAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (_ownsFolder && Directory.Exists(DataFolder)) Directory.Delete(DataFolder, recursive: true);
    }

    private async Task LaunchAsync()
    {
        var address = Spawn();
        try
        {
            Address = await address.WaitAsync(StartLimit);
            await WaitUntilHealthyAsync();
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or HttpRequestException or OperationCanceledException)
        {
            await KillAsync();
            throw new InvalidOperationException($"GenOps did not start: {e.Message}\n{Output}", e);
        }
    }

    /// <summary>Starts the process.</summary>
    /// <returns>Where it listens, once it says so.</returns>
    private Task<Uri> Spawn()
    {
        if (_process is not null) throw new InvalidOperationException("It is already running.");
        var address = _address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Port 0: the system gives a free one, and the server prints it.
        var info = GenOpsProgram.TiedStartInfo([.. _start.Program ?? [GenOpsProgram.Path], "--data", DataFolder, "--urls", "http://127.0.0.1:0"]);
        info.Environment["GENOPS_SAMPLES"] = _start.Samples ? "true" : "false";
        if (_start.ConnectionString is { } database) info.Environment["ConnectionStrings__GenOps"] = database;
        if (_start.WithAdministrator)
        {
            info.Environment["GENOPS_ADMIN_EMAIL"] = GenOpsStart.AdminEmail;
            info.Environment["GENOPS_ADMIN_PASSWORD"] = GenOpsStart.Password;
        }

        foreach (var (name, value) in _start.Environment.Concat(NextEnvironment)) info.Environment[name] = value;
        var process = new Process { StartInfo = info, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Exited += (_, _) => address.TrySetException(new InvalidOperationException("It ended at once."));
        process.Start();
        _process = process;
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return address.Task;
    }

    private async Task WaitUntilHealthyAsync()
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };
        var waited = Stopwatch.StartNew();
        HttpStatusCode status;
        do
        {
            using var answer = await http.GetAsync(new Uri("/healthz", UriKind.Relative));
            status = answer.StatusCode;
            if (status == HttpStatusCode.OK) return;
            await Task.Delay(50);
        }
        while (waited.Elapsed < StartLimit);
        throw new TimeoutException($"/healthz says {(int)status}.");
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
        if (AddressPattern().Match(line) is { Success: true } match) _address.TrySetResult(new Uri(match.Groups[1].Value));
    }

    private async Task EndedAsync()
    {
        if (_process is not { } process) return;
        await process.WaitForExitAsync();
        process.Dispose();
        _process = null;
    }

    private static void KillTree(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself, which is what was wanted.
        }
    }

    [GeneratedRegex(@"^GenOps (?:is running|works on runs here; its probe is) at (http://[^/\s]+)")]
    private static partial Regex AddressPattern();

    [GeneratedRegex(@"http://\S+/setup\?token=\S+")]
    private static partial Regex SetupLinkPattern();
}
