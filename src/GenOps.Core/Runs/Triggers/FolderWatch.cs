using GenOps.Core.Data;
using GenOps.Core.Delivery;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Runs.Triggers;

/// <summary>
/// Watches the folders of triggers, any number of processes at once. A file that stood still becomes a run and is then moved away:
/// <see cref="FileTaking"/> sees to it that none is lost or run twice, whatever dies when.
/// </summary>
public sealed class FolderWatch(
    IDbContextFactory<GenOpsDbContext> factory, FileTaking taking, TriggerFolders folders, IOutboxSignal signal, TimeProvider time, ILogger<FolderWatch> log)
    : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Standing> standing = [];

    /// <summary>Looks once into each folder.</summary>
    /// <returns>How many files became a run.</returns>
    public async Task<int> ScanAsync(CancellationToken cancellationToken)
    {
        List<Trigger> triggers;
        await using (var db = await factory.CreateDbContextAsync(cancellationToken))
        {
            triggers = await db.Triggers.AsNoTracking().Where(t => t.Kind == TriggerKind.Folder && t.Enabled).ToListAsync(cancellationToken);
        }

        var started = 0;
        var seen = new HashSet<string>();
        foreach (var trigger in triggers)
        {
            folders.Create(trigger.Folder);
            var files = new DirectoryInfo(folders.PathOf(trigger.Folder)).GetFiles().Where(IsMeant).OrderBy(f => f.LastWriteTimeUtc).ThenBy(f => f.Name, StringComparer.Ordinal).ToList();
            seen.UnionWith(files.Select(f => f.FullName));
            await taking.SettleGoneAsync(trigger, cancellationToken);
            foreach (var file in files.Where(f => StoodStill(f, trigger.SettleSeconds)))
            {
                if (await TakeAsync(trigger, file, cancellationToken)) started++;
            }
        }

        foreach (var gone in standing.Keys.Where(path => !seen.Contains(path)).ToList()) standing.Remove(gone);
        if (started > 0) signal.Notify();
        return started;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ScanAsync(stoppingToken);
                await Task.Delay(Period, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogError(e, "The watched folders could not be looked at; they are looked at again");
                await Task.Delay(Period * 5, time, CancellationToken.None);
            }
        }
    }

    private async Task<bool> TakeAsync(Trigger trigger, FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            return await taking.TakeAsync(trigger, file, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Perhaps still held by who wrote it, or moved by another process; what is committed is not done twice.
            log.LogWarning("The file {File} could not be read or moved: {Problem}; it is tried again", file.FullName, e.Message);
            return false;
        }
    }

    /// <summary>Names that begin with a dot or end in .part or .tmp are files in the making.</summary>
    private static bool IsMeant(FileInfo file) =>
        !file.Name.StartsWith('.') && !file.Name.EndsWith(".part", StringComparison.OrdinalIgnoreCase) && !file.Name.EndsWith(".tmp", StringComparison.OrdinalIgnoreCase);

    /// <summary>Told by our own clock between two looks, so that a writer's wrong clock does no harm.</summary>
    private bool StoodStill(FileInfo file, int seconds)
    {
        var now = time.UtcNow();
        if (!standing.TryGetValue(file.FullName, out var before) || before.Length != file.Length || before.Written != file.LastWriteTimeUtc)
        {
            standing[file.FullName] = new Standing(file.Length, file.LastWriteTimeUtc, now);
            return false;
        }

        return now - before.Since >= TimeSpan.FromSeconds(seconds);
    }

    private sealed record Standing(long Length, DateTime Written, DateTime Since);
}
