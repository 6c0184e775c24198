using System.Security.Cryptography;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Starting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Starts.Triggers;

/// <summary>
/// Makes a file a run, then moves it. First delivery and run commit together, under a key made of the file's name, content and time; then the
/// file is moved; then the delivery is marked as settled. Killed after the first, the next look finds the delivery and only moves the file;
/// killed after the second, it finds the file gone and only marks. The same file put in again later is counted, and so is a delivery of its own.
/// </summary>
public sealed class FileTaking(
    CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory, StartRun start, TriggerFolders folders, TimeProvider time,
    IOptions<InputLimits>? limits = null)
{
    /// <summary>How files are listed and opened.</summary>
    internal WatchedFiles Files { get; init; } = new();

    /// <summary>Takes one file that stood still.</summary>
    /// <returns>Whether it started a run now.</returns>
    /// <exception cref="IOException">It is no plain file, or cannot be read or moved; trying again is right.</exception>
    public async Task<bool> TakeAsync(Trigger trigger, FileInfo file, CancellationToken cancellationToken)
    {
        var real = Path.Combine(await OwnThread.RunAsync(() => folders.RealPathOf(trigger.Folder)), file.Name);
        // Written to while it was read: it has not stood still after all.
        if (await FileReading.ReadAsync(Files, file, real, (limits?.Value ?? InputLimits.Default).InputBytes, time, cancellationToken) is not { } read) return false;
        var name = $"{file.Name}:{(read.IsTooLarge ? $"{read.Length}" : Convert.ToHexStringLower(SHA256.HashData(read.Content)))}:{read.Written.Ticks}";
        var (delivery, isNew) = await DeliverAsync(trigger, file, name, read, cancellationToken);
        if (delivery is null) return false;
        await OwnThread.RunAsync(() => Move(trigger, file, delivery));
        await SettleAsync(delivery.Id, cancellationToken);
        return isNew && delivery.RunId is not null;
    }

    /// <summary>Marks deliveries whose file was moved right before a kill.</summary>
    public async Task SettleGoneAsync(Trigger trigger, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var open = await db.TriggerDeliveries.Where(d => d.TriggerId == trigger.Id && !d.Settled).ToListAsync(cancellationToken);
        if (open.Count == 0) return;
        var gone = await OwnThread.RunAsync(() => open.Where(d => !File.Exists(Path.Combine(folders.PathOf(trigger.Folder), d.Label))).ToList());
        foreach (var delivery in gone) delivery.Settled = true;
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Null: it is gone, or something about the pipeline keeps it from starting now, and the file waits.</summary>
    private async Task<(TriggerDelivery? Delivery, bool IsNew)> DeliverAsync(
        Trigger trigger, FileInfo file, string name, ReadFile read, CancellationToken cancellationToken)
    {
        var tooLarge = read.IsTooLarge ? $"The file is larger than {InputLimits.Words(read.Most)}. Shorten it, or split it into several files." : "";
        var attempt = read.IsTooLarge ? null : await PrepareAsync(trigger, file.Name, read.Content, cancellationToken);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var before = await Settled(db, trigger, name).CountAsync(cancellationToken);
        // Asked after the count: a process that settled the same file before it had moved it away, and then this is not a new one. Asked before
        // the transaction, since a file system that does not answer must not hold up whoever else writes.
        if (!await OwnThread.RunAsync(() => File.Exists(file.FullName))) return (null, false);
        return await runner.RunAsync(TriggerRows.ActorOf(trigger), scope => StageAsync(scope, trigger, file.Name, name, before, attempt, tooLarge), cancellationToken);
    }

    private static IQueryable<TriggerDelivery> Settled(GenOpsDbContext db, Trigger trigger, string name) =>
        db.TriggerDeliveries.Where(d => d.TriggerId == trigger.Id && d.Settled && d.Key.StartsWith(name + "#"));

    private static async Task<(TriggerDelivery? Delivery, bool IsNew)> StageAsync(
        CommandScope scope, Trigger trigger, string label, string name, int before, StartAttempt? attempt, string tooLarge)
    {
        var (db, _, now, cancellationToken) = scope;
        if (!await TriggerRows.LockAsync(db, trigger.Id, cancellationToken) || await Settled(db, trigger, name).CountAsync(cancellationToken) != before) return (null, false);
        var key = $"{name}#{before}";
        if (await db.TriggerDeliveries.AsNoTracking().SingleOrDefaultAsync(d => d.TriggerId == trigger.Id && d.Key == key, cancellationToken) is { } known) return (known, false);
        var (run, refusal) = attempt is null ? default : await attempt.StageAsync(scope);
        var waits = refusal is not (null or InvalidInputException);
        var says = waits ? $"Files wait: {refusal!.Message}" : "";
        if (trigger.Problem != says) await db.Triggers.Where(t => t.Id == trigger.Id).ExecuteUpdateAsync(t => t.SetProperty(x => x.Problem, says), cancellationToken);
        if (waits) return (null, false);
        var delivery = new TriggerDelivery
        {
            Id = Id.New<TriggerDeliveryId>(),
            TriggerId = trigger.Id,
            Key = key,
            Label = label,
            At = now,
            RunId = run,
            Problem = refusal?.Message ?? tooLarge,
        };
        db.Add(delivery);
        return (delivery, true);
    }

    private Task<StartAttempt> PrepareAsync(Trigger trigger, string label, byte[] content, CancellationToken cancellationToken) => StartAttempt.OfAsync(async () =>
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var inputs = new Dictionary<string, InputValue>(InputValue.FromJson(Json.Parse(trigger.Inputs)!.AsObject()))
        {
            [trigger.FileInput] = new InputValue.File(label, null, content),
        };
        var pipeline = await db.Pipelines.Where(p => p.Id == trigger.PipelineId).Select(p => p.Name).SingleAsync(cancellationToken);
        return await start.PrepareAsync(new StartRunRequest(pipeline, inputs, trigger.Money, "folder"), cancellationToken);
    });

    /// <summary>Within one file system, so that the file is in one place or the other, never in none; its reason is there before it.</summary>
    private bool Move(Trigger trigger, FileInfo file, TriggerDelivery delivery)
    {
        // Made anew, so that a link in their place is found out before anything goes there.
        folders.Create(trigger.Folder);
        var target = Path.Combine(folders.PathOf(trigger.Folder), delivery.RunId is null ? TriggerFolders.Failed : TriggerFolders.Done, file.Name);
        if (FileFacts.Of(target).Kind != FileKind.Nothing)
            target = Path.Combine(Path.GetDirectoryName(target)!, $"{Path.GetFileNameWithoutExtension(file.Name)}-{delivery.Id.ToString()[^12..]}{file.Extension}");
        if (delivery.RunId is null) WriteReason(target + ".reason.txt", delivery.Problem);
        File.Move(file.FullName, target);
        return true;
    }

    /// <summary>As a new file: what stands there is replaced and never written through, should it be a link.</summary>
    private static void WriteReason(string path, string problem)
    {
        File.Delete(path);
        using var writer = new StreamWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write));
        writer.Write(problem + "\n");
    }

    private async Task SettleAsync(TriggerDeliveryId id, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await db.TriggerDeliveries.Where(d => d.Id == id).ExecuteUpdateAsync(d => d.SetProperty(x => x.Settled, true), cancellationToken);
    }
}
