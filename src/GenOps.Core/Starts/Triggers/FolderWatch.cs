using GenOps.Core.Data;
using GenOps.Core.Delivery;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Starts.Triggers;

/// <summary>
/// Watches the folders of triggers, any number of processes at once. A file that stood still becomes a run and is then moved away:
/// <see cref="FileTaking"/> sees to it that none is lost or run twice, whatever dies when. Each folder is looked at on its own.
/// </summary>
public sealed class FolderWatch(
    IDbContextFactory<GenOpsDbContext> factory, FileTaking taking, TriggerFolders folders, TimeProvider time, ILogger<FolderWatch> log)
    : BackgroundService
{
    private readonly RepeatedFailures failures = new(log, time, "The look at watched folders");

    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>How long the other folders wait for one that does not answer, once; from then on they go without it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly Dictionary<TriggerId, FolderLook> looks = [];

    /// <summary>Looks once into each folder.</summary>
    /// <returns>How many files became a run.</returns>
    public async Task<int> ScanAsync(CancellationToken cancellationToken)
    {
        var triggers = await ReadAsync(cancellationToken);
        foreach (var gone in looks.Keys.Except(triggers.Select(t => t.Id)).ToList()) looks.Remove(gone);
        var watched = triggers.ConvertAll(t => t.Folder);
        var begun = new List<Task<int>>();
        foreach (var trigger in triggers.Where(t => t.Enabled))
        {
            if (!looks.TryGetValue(trigger.Id, out var look)) looks[trigger.Id] = look = new FolderLook(taking, folders, factory, time, log);
            if (look.Begin(trigger, watched, cancellationToken) is { } looking) begun.Add(looking);
            else await look.TellIfStuckAsync(trigger, cancellationToken);
        }

        return await CountAsync(begun, cancellationToken);
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => PeriodicWork.RunAsync(
        ScanAsync, token => Task.Delay(Period, time, token), token => Task.Delay(Period * 5, time, token), failures, stoppingToken);

    /// <summary>All that watch a folder, the disabled ones too.</summary>
    private async Task<List<Trigger>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Triggers.AsNoTracking().Where(t => t.Kind == TriggerKind.Folder).ToListAsync(cancellationToken);
    }

    private async Task<int> CountAsync(List<Task<int>> looking, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(Task.WhenAll(looking), Task.Delay(Patience, time, over.Token));
        await over.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        var started = 0;
        foreach (var look in looking.Where(l => l.IsCompleted)) started += await look;
        return started;
    }
}
