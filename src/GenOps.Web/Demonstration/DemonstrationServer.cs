using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Demonstration;
using GenOps.Core.Ledger;
using GenOps.Web.Http;
using GenOps.Web.Processes;

namespace GenOps.Web.Demonstration;

/// <summary>
/// Makes a year of use that never was, in a folder and a database of its own below the data folder, and shows it by a second process of this
/// program, since nothing of it may ever stand in the product's own database. The process ends with this one.
/// </summary>
public sealed class DemonstrationServer : IHostedService, IDisposable
{
    /// <summary>How many calls the year has about; <see cref="UsualCalls"/> unless told otherwise.</summary>
    public const string CallsSetting = "GenOps:Demonstration:Calls";

    /// <summary>What is made in some seconds.</summary>
    public const int UsualCalls = 30_000;

    private const int Days = 365;

    private readonly IConfiguration _settings;
    private readonly CommandRunner _runner;
    private readonly DemonstrationReach _reach;
    private readonly TimeProvider _time;
    private readonly ILogger<DemonstrationServer> _log;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private CancellationTokenSource? _stop;
    private Task _life = Task.CompletedTask;
    private DemonstrationProcess? _process;

    internal DemonstrationServer(
        DataFolder folder, IConfiguration settings, CommandRunner runner, DemonstrationReach reach, TimeProvider time, ILogger<DemonstrationServer> log)
    {
        (_settings, _runner, _reach, _time, _log) = (settings, runner, reach, time, log);
        Folder = Path.Combine(folder.Path, "demonstration");
        State = new DemonstrationState(Rest);
    }

    /// <summary>Raised when <see cref="State"/> is another, on any thread.</summary>
    public event Action? Changed;

    /// <summary>How it stands.</summary>
    public DemonstrationState State { get; private set; }

    /// <summary>Where it is kept.</summary>
    public string Folder { get; }

    /// <summary>How many calls it has about.</summary>
    public int Calls => _settings.GetValue(CallsSetting, UsualCalls);

    private DemonstrationStage Rest => File.Exists(DemonstrationFilling.FileIn(Folder)) ? DemonstrationStage.Closed : DemonstrationStage.Absent;

    /// <summary>Why it cannot be shown to this browser, a sentence; null where it can.</summary>
    /// <param name="seen">The product's own address in the browser.</param>
    public string? Hindrance(Uri seen) => _reach.Hindrance(seen);

    /// <summary>Begins to make and to show it, and goes on by itself; does nothing where that is under way.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="seen">The product's own address in the browser, to which the demonstration leads back.</param>
    /// <param name="cancellationToken">Gives up before it has begun.</param>
    /// <exception cref="AccessDeniedException">The actor is no administrator.</exception>
    /// <exception cref="ConflictException">The browser would not reach it.</exception>
    public async Task BeginAsync(Actor actor, Uri seen, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Admin);
        if (Hindrance(seen) is { } hindrance) throw new ConflictException(hindrance);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!_life.IsCompleted) return;
            await _runner.RunAsync(actor, scope => scope.Record("demonstration.start", "demonstration", "demonstration", "Opened a demonstration, in a database of its own"), cancellationToken);
            _stop?.Dispose();
            _stop = new CancellationTokenSource();
            var (stop, calls) = (_stop.Token, Calls);
            Tell(new DemonstrationState(Rest == DemonstrationStage.Closed ? DemonstrationStage.Opening : DemonstrationStage.Filling, 0, calls));
            _life = Task.Run(() => LiveAsync(calls, seen, stop), CancellationToken.None);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends its process and deletes its folder.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="cancellationToken">Gives up before it has begun.</param>
    /// <exception cref="AccessDeniedException">The actor is no administrator.</exception>
    /// <exception cref="ConflictException">Its folder cannot be deleted.</exception>
    public async Task RemoveAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Admin);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await _runner.RunAsync(actor, scope => scope.Record("demonstration.remove", "demonstration", "demonstration", "Put the demonstration away"), cancellationToken);
            await EndAsync();
            if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConflictException($"The folder {Folder} cannot be deleted: {e.Message} Delete it by hand.");
        }
        finally
        {
            Tell(new DemonstrationState(Rest));
            _turn.Release();
        }
    }

    /// <summary>The address by which a person of this product enters it; null while it is not open.</summary>
    /// <param name="email">Of the account.</param>
    /// <param name="host">The host at which the browser reached the product.</param>
    public Uri? EntryOf(string email, string host)
    {
        if (_process is not { } process || State.Stage != DemonstrationStage.Open) return null;
        var ticket = new EntryTicket(email, _time.GetUtcNow() + EntryTicket.Lifetime, Guid.NewGuid());
        return new UriBuilder("http", host, process.Port, "/demonstration/enter", $"?ticket={ticket.Write(process.Secret)}").Uri;
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => EndAsync();

    /// <inheritdoc />
    public void Dispose()
    {
        _stop?.Dispose();
        _turn.Dispose();
    }

    private async Task EndAsync()
    {
        if (_stop is not null) await _stop.CancelAsync();
        await _life;
    }

    /// <summary>From the first row until its process ends.</summary>
    private async Task LiveAsync(int calls, Uri seen, CancellationToken stop)
    {
        string? problem = null;
        try
        {
            if (Rest == DemonstrationStage.Absent) await FillAsync(calls, stop);
            Tell(new DemonstrationState(DemonstrationStage.Opening));
            await using var process = _process = await DemonstrationProcess.StartAsync(Arguments(seen), _time, stop);
            Tell(new DemonstrationState(DemonstrationStage.Open));
            await process.WaitForEndAsync(stop);
            problem = "The demonstration has ended by itself. Open it again.";
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It was put away, or the product stops.
        }
        catch (Exception e)
        {
            problem = Words(e);
        }
        finally
        {
            _process = null;
        }

        Tell(new DemonstrationState(Rest, Problem: problem));
    }

    private Task<DemonstrationMade> FillAsync(int calls, CancellationToken stop)
    {
        var options = new DemoOptions(Days, calls, Seed: 1, _time.GetUtcNow().UtcDateTime);
        return new DemonstrationFilling(options, _settings[ReportingCalendar.Setting], new Progress(this)).FillFolderAsync(Folder, stop);
    }

    private List<string> Arguments(Uri seen)
    {
        List<string> arguments = ["serve", "--data", Folder, "--urls", _reach.Listen(seen), $"--{ProductAddress.Setting}={seen}"];
        foreach (var setting in (string[])[ReportingCalendar.Setting, PublicAddress.HostsSetting])
        {
            if (_settings[setting] is { Length: > 0 } value) arguments.Add($"--{setting}={value}");
        }

        return arguments;
    }

    private string Words(Exception exception)
    {
        if (StorageFault.Of(exception) == StorageTrouble.Full) return $"The disk is full that holds {Folder}. Make room, and try again.";
        if (exception is GenOpsException or StartFailedException) return exception.Message;
        if (exception is IOException or UnauthorizedAccessException || StorageFault.Of(exception) is not null)
            return $"The folder {Folder} cannot be used: {exception.GetBaseException().Message.ReplaceLineEndings(" ")} Give this user write access to it, and try again.";
        _log.LogError(exception, "The demonstration could not be opened");
        return "The demonstration could not be opened; the log says why.";
    }

    private void Tell(DemonstrationState state)
    {
        State = state;
        Changed?.Invoke();
    }

    private sealed class Progress(DemonstrationServer server) : IProgress<DemoProgress>
    {
        public void Report(DemoProgress value) => server.Tell(new DemonstrationState(DemonstrationStage.Filling, Math.Min(value.Calls, value.Of), value.Of));
    }
}
