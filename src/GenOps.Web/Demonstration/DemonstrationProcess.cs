using System.ComponentModel;
using System.Diagnostics;
using GenOps.Core;

namespace GenOps.Web.Demonstration;

/// <summary>The process that shows a demonstration: this very program, on a folder of its own. It ends with whoever started it, however that ends.</summary>
internal sealed class DemonstrationProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(3);

    // What a program needs of the system and the runtime. Everything else stays behind: it may hold keys of providers, or lead to the product's own database.
    private static readonly string[] Passed =
        ["PATH", "HOME", "USERPROFILE", "SystemRoot", "TMPDIR", "TEMP", "TMP", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "DOTNET_ROOT", "DOTNET_GCHeapHardLimit", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"];

    private readonly Process _process;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<int> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _lastError = "";

    private DemonstrationProcess(ProcessStartInfo info, TimeProvider time)
    {
        _time = time;
        _process = new Process { StartInfo = info, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text && DemonstrationPipe.PortOf(text) is { } port) _ready.TrySetResult(port);
        };
        _process.ErrorDataReceived += (_, line) =>
        {
            if (!string.IsNullOrWhiteSpace(line.Data)) _lastError = line.Data.Trim();
        };
    }

    /// <summary>Signs the tickets of this process.</summary>
    public string Secret { get; } = EntryTicket.NewSecret();

    /// <summary>Where it listens.</summary>
    public int Port { get; private set; }

    /// <summary>Starts it and waits until it takes requests.</summary>
    /// <param name="arguments">Of the program.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up and ends it.</param>
    /// <exception cref="ConflictException">It did not start; the message says why.</exception>
    public static async Task<DemonstrationProcess> StartAsync(IEnumerable<string> arguments, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = new DemonstrationProcess(StartInfo(arguments), time);
        try
        {
            await started.BeginAsync(cancellationToken);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it has ended.</summary>
    public Task WaitForEndAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Ends it: it is asked to by the end of its input, and then not asked any more.</summary>
    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            if (!IsStarted()) return;
            try
            {
                _process.StandardInput.Close();
                using var limit = new CancellationTokenSource(StopLimit, _time);
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                _process.Kill();
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        try
        {
            _process.Start();
        }
        catch (Win32Exception e)
        {
            throw new ConflictException($"This machine does not start a second process: {e.Message.TrimEnd('.')}. Try again, or use the two commands of the terminal.");
        }

        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            await _process.StandardInput.WriteLineAsync(Secret.AsMemory(), cancellationToken);
            await _process.StandardInput.FlushAsync(cancellationToken);
            var ended = _process.WaitForExitAsync(cancellationToken);
            var first = await Task.WhenAny(_ready.Task, ended).WaitAsync(StartLimit, _time, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (first == ended) throw Ended();
            Port = await _ready.Task;
        }
        catch (IOException)
        {
            await _process.WaitForExitAsync(cancellationToken);
            throw Ended();
        }
        catch (TimeoutException)
        {
            throw new ConflictException("The demonstration did not answer within a minute. Perhaps the machine has too much to do; try again.");
        }
    }

    private ConflictException Ended() => new($"The demonstration did not start. {(_lastError.Length > 0 ? _lastError : "It ended at once; try again.")}");

    private bool IsStarted()
    {
        try
        {
            return _process.Id > 0;
        }
        catch (InvalidOperationException)
        {
            // The system refused to start it.
            return false;
        }
    }

    private static ProcessStartInfo StartInfo(IEnumerable<string> arguments)
    {
        var program = typeof(DemonstrationProcess).Assembly;
        var (host, name) = (Environment.ProcessPath!, program.GetName().Name!);
        var info = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        if (Path.GetFileNameWithoutExtension(host) == name)
        {
            info.FileName = host;
        }
        else
        {
            // Started as 'dotnet genops.dll'.
            info.FileName = Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
            info.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, $"{name}.dll"));
        }

        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        foreach (var variable in info.Environment.Keys.Where(k => !Passed.Contains(k, StringComparer.OrdinalIgnoreCase)).ToList()) info.Environment.Remove(variable);
        return info;
    }
}
