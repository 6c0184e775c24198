using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Starts.Triggers;

/// <summary>
/// One trigger's folder, looked at again and again: tells files that stood still from those in the making and from what is no file at all, and
/// has each taken on its own, so that one which cannot be taken stops neither the others nor other triggers.
/// </summary>
internal sealed class FolderLook(
    FileTaking taking, TriggerFolders folders, IDbContextFactory<GenOpsDbContext> factory, TimeProvider time, ILogger log)
{
    /// <summary>A look without a sign of life for so long is told of.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>How long a file that could not be taken rests.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    /// <summary>A file that keeps changing is told of after so long, or three times what it must stand still.</summary>
    public static readonly TimeSpan Restless = TimeSpan.FromMinutes(10);

    /// <summary>Each holds a thread until the file system answers.</summary>
    private const int MostBlocked = 3;

    private readonly Dictionary<string, Standing> standing = [];
    private Task<int>? running;
    private DateTime alive;
    private DateTime notBefore;
    private string? said;

    /// <summary>Begins a look.</summary>
    /// <param name="trigger">As it is now.</param>
    /// <param name="watched">All folders that triggers watch; one below another is no trouble.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many files became a run; null while the look before has not come back, or rests after a failure.</returns>
    public Task<int>? Begin(Trigger trigger, IReadOnlyCollection<string> watched, CancellationToken cancellationToken)
    {
        if (running is { IsCompleted: false } || time.UtcNow() < notBefore) return null;
        alive = time.UtcNow();
        return running = LookAsync(trigger, watched, cancellationToken);
    }

    /// <summary>Names the folder itself when a look does not come back.</summary>
    public async Task TellIfStuckAsync(Trigger trigger, CancellationToken cancellationToken)
    {
        if (running is { IsCompleted: false } && time.UtcNow() - alive >= Patience)
            await SayAsync(trigger, [new LeftAlone(trigger.Folder, "The folder does not answer. Is what it lies on still connected?")], cancellationToken);
    }

    private async Task<int> LookAsync(Trigger trigger, IReadOnlyCollection<string> watched, CancellationToken cancellationToken)
    {
        var (left, started) = (new List<LeftAlone>(), 0);
        try
        {
            var files = await OwnThread.RunAsync(() => Sort(trigger.Folder, watched, left));
            await taking.SettleGoneAsync(trigger, cancellationToken);
            foreach (var file in files)
            {
                if (await TakeAsync(trigger, file, left, cancellationToken)) started++;
                alive = time.UtcNow();
            }

            await SayAsync(trigger, left, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await SayAsync(trigger, [new LeftAlone(trigger.Folder, e.Message)], cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "The folder of the trigger {Trigger} could not be looked at; it is looked at again", trigger.Name);
            notBefore = time.UtcNow() + FolderWatch.Period * 5;
        }

        return started;
    }

    /// <summary>The plain files, oldest first; what is none is left alone.</summary>
    private List<FileInfo> Sort(string folder, IReadOnlyCollection<string> watched, List<LeftAlone> left)
    {
        folders.Create(folder);
        var files = new List<FileInfo>();
        foreach (var entry in taking.Files.List(folders.PathOf(folder)).Where(e => IsMeant(e.Name)))
        {
            if (WhyNot(folder, entry, watched) is not { } why) files.Add(entry);
            else if (why.Length > 0) left.Add(new LeftAlone(entry.Name, why));
        }

        foreach (var gone in standing.Where(s => s.Value.Blocked is null or { IsCompleted: true }).Select(s => s.Key).Except(files.Select(f => f.Name)).ToList()) standing.Remove(gone);
        return [.. files.OrderBy(f => f.LastWriteTimeUtc).ThenBy(f => f.Name, StringComparer.Ordinal)];
    }

    /// <summary>Names that begin with a dot or end in .part or .tmp are files in the making.</summary>
    private static bool IsMeant(string name) =>
        !name.StartsWith('.') && !name.EndsWith(".part", StringComparison.OrdinalIgnoreCase) && !name.EndsWith(".tmp", StringComparison.OrdinalIgnoreCase);

    /// <summary>Null for a plain file; empty for what need not be named: folders of our own or watched themselves, and what has just gone.</summary>
    private static string? WhyNot(string folder, FileInfo entry, IReadOnlyCollection<string> watched)
    {
        try
        {
            var facts = FileFacts.Of(entry.FullName);
            // A name that is no text in UTF-8 is read with this character in its place, and then names nothing.
            if (facts.Kind == FileKind.Nothing) return entry.Name.Contains('\uFFFD') ? "Its name is not well-formed text. Rename it." : "";
            var path = $"{folder}/{entry.Name}";
            var isExpected = entry.Name is TriggerFolders.Done or TriggerFolders.Failed || watched.Any(w => w == path || w.StartsWith(path + "/", StringComparison.Ordinal));
            return facts.Kind == FileKind.Folder && isExpected ? "" : WatchedFiles.WhyNot(facts);
        }
        catch (IOException e)
        {
            return $"It cannot be looked at: {e.Message}";
        }
    }

    private async Task<bool> TakeAsync(Trigger trigger, FileInfo file, List<LeftAlone> left, CancellationToken cancellationToken)
    {
        try
        {
            return IsReady(file, trigger.SettleSeconds, left) && await taking.TakeAsync(trigger, file, cancellationToken);
        }
        catch (FileNotFoundException)
        {
            // Gone between the look and the taking, perhaps to another process.
            return false;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var why = e is IOException or UnauthorizedAccessException ? e.Message : $"It could not be taken: {e.GetBaseException().Message}";
            var before = standing.GetValueOrDefault(file.Name) ?? new Standing(0, default, time.UtcNow(), time.UtcNow());
            if (before.Trouble != why) log.LogWarning(e, "The file {File} could not be taken; it is tried again", file.FullName);
            standing[file.Name] = before with { Trouble = why, NotBefore = time.UtcNow() + Rest, Blocked = (e as FileBlockedException)?.Reading };
            left.Add(new LeftAlone(file.Name, why));
            return false;
        }
    }

    /// <summary>Told by our own clock between two looks, so that a writer's wrong clock does no harm.</summary>
    private bool IsReady(FileInfo file, int seconds, List<LeftAlone> left)
    {
        var now = time.UtcNow();
        var before = standing.GetValueOrDefault(file.Name);
        if (before?.Blocked is { IsCompleted: false } || now < before?.NotBefore)
        {
            left.Add(new LeftAlone(file.Name, before.Trouble));
            return false;
        }

        if (before is null || before.Length != file.Length || before.Written != file.LastWriteTimeUtc)
            standing[file.Name] = before = new Standing(file.Length, file.LastWriteTimeUtc, now, before?.Seen ?? now);
        if (now - before.Since >= TimeSpan.FromSeconds(seconds)) return standing.Values.Count(s => s.Blocked is { IsCompleted: false }) < MostBlocked;
        var restless = TimeSpan.FromSeconds(Math.Max(Restless.TotalSeconds, 3 * seconds));
        if (now - before.Seen >= restless) left.Add(new LeftAlone(file.Name, $"It has not stood still since it was first seen, {(now - before.Seen).TotalMinutes:0} minutes ago. Does something still write to it?"));
        return false;
    }

    /// <summary>Written when it changed here, so that processes which see different disks do not overwrite each other at each look.</summary>
    private async Task SayAsync(Trigger trigger, List<LeftAlone> left, CancellationToken cancellationToken)
    {
        var text = LeftAlone.Write(left);
        if (text == (said ?? trigger.LeftAlone)) return;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await db.Triggers.Where(t => t.Id == trigger.Id).ExecuteUpdateAsync(t => t.SetProperty(x => x.LeftAlone, text), cancellationToken);
        said = text;
    }

    /// <param name="Length">Bytes.</param>
    /// <param name="Written">UTC.</param>
    /// <param name="Since">Unchanged since then.</param>
    /// <param name="Seen">First.</param>
    private sealed record Standing(long Length, DateTime Written, DateTime Since, DateTime Seen)
    {
        /// <summary>Why it could not be taken.</summary>
        public string Trouble { get; init; } = "";

        public DateTime NotBefore { get; init; }

        /// <summary>Reading it has not come back.</summary>
        public Task? Blocked { get; init; }
    }
}
