using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GenOps.Core.Data;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Triggers;

/// <summary>
/// Makes a file a run, then moves it. First delivery and run commit together, under a key made of the file's name, content and time; then the
/// file is moved; then the delivery is marked as settled. Killed after the first, the next look finds the delivery and only moves the file;
/// killed after the second, it finds the file gone and only marks. The same file put in again later is counted, and so is a delivery of its own.
/// </summary>
public sealed class FileTaking(IDbContextFactory<GenOpsDbContext> factory, StartRun start, TriggerFolders folders, TimeProvider time)
{
    /// <summary>Takes one file that stood still.</summary>
    /// <returns>Whether it started a run now.</returns>
    /// <exception cref="IOException">It cannot be read or moved; trying again is right.</exception>
    public async Task<bool> TakeAsync(Trigger trigger, FileInfo file, CancellationToken cancellationToken)
    {
        var written = file.LastWriteTimeUtc;
        var tooLarge = file.Length > InputBinder.MaxValueBytes;
        var content = tooLarge ? [] : await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        file.Refresh();
        // Written to while it was read: it has not stood still after all.
        if (!file.Exists || file.LastWriteTimeUtc != written || (!tooLarge && file.Length != content.Length)) return false;
        var name = $"{file.Name}:{(tooLarge ? $"{file.Length}" : Convert.ToHexStringLower(SHA256.HashData(content)))}:{written.Ticks}";
        var (delivery, isNew) = await DeliverAsync(trigger, file, name, content, tooLarge, cancellationToken);
        if (delivery is null) return false;
        Move(trigger, file, delivery);
        await SettleAsync(delivery.Id, cancellationToken);
        return isNew && delivery.RunId is not null;
    }

    /// <summary>Marks deliveries whose file was moved right before a kill.</summary>
    public async Task SettleGoneAsync(Trigger trigger, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var open = await db.TriggerDeliveries.Where(d => d.TriggerId == trigger.Id && !d.Settled).ToListAsync(cancellationToken);
        foreach (var delivery in open.Where(d => !File.Exists(Path.Combine(folders.PathOf(trigger.Folder), d.Label)))) delivery.Settled = true;
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Null: something about the pipeline keeps it from starting now, and the file waits.</summary>
    private async Task<(TriggerDelivery? Delivery, bool IsNew)> DeliverAsync(
        Trigger trigger, FileInfo file, string name, byte[] content, bool tooLarge, CancellationToken cancellationToken)
    {
        var refused = tooLarge ? $"The file is larger than {InputBinder.MaxValueBytes / 1048576} MB. Shorten it, or split it into several files." : null;
        try
        {
            return await CommitAsync(trigger, file, name, content, refused, cancellationToken);
        }
        catch (InvalidInputException e)
        {
            return await CommitAsync(trigger, file, name, content, e.Message, cancellationToken);
        }
        catch (GenOpsException e)
        {
            await SayAsync(trigger, $"Files wait: {e.Message}", cancellationToken);
            return (null, false);
        }
    }

    private async Task<(TriggerDelivery? Delivery, bool IsNew)> CommitAsync(
        Trigger trigger, FileInfo file, string name, byte[] content, string? refused, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        if (!await TriggerRows.LockAsync(db, trigger.Id, cancellationToken)) return (null, false);
        var before = await db.TriggerDeliveries.CountAsync(d => d.TriggerId == trigger.Id && d.Settled && d.Key.StartsWith(name + "#"), cancellationToken);
        var key = $"{name}#{before}";
        if (await db.TriggerDeliveries.AsNoTracking().SingleOrDefaultAsync(d => d.TriggerId == trigger.Id && d.Key == key, cancellationToken) is { } known) return (known, false);
        // Asked after the count: a process that settled the same file before it had moved it away, and then this is not a new one.
        if (!File.Exists(file.FullName)) return (null, false);
        var now = time.UtcNow();
        var delivery = new TriggerDelivery
        {
            Id = Id.New<TriggerDeliveryId>(),
            TriggerId = trigger.Id,
            Key = key,
            Label = file.Name,
            At = now,
            RunId = refused is null ? (await StageAsync(db, trigger, file.Name, content, now, cancellationToken)).Id : null,
            Problem = refused ?? "",
        };
        db.Add(delivery);
        await db.SaveChangesAsync(cancellationToken);
        if (trigger.Problem.Length > 0) await db.Triggers.Where(t => t.Id == trigger.Id).ExecuteUpdateAsync(t => t.SetProperty(x => x.Problem, ""), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (delivery, true);
    }

    private async Task<Run> StageAsync(GenOpsDbContext db, Trigger trigger, string label, byte[] content, DateTime now, CancellationToken cancellationToken)
    {
        var inputs = new Dictionary<string, InputValue>(InputValue.FromJson(JsonNode.Parse(trigger.Inputs)!.AsObject()))
        {
            [trigger.FileInput] = new InputValue.File(label, null, content),
        };
        var pipeline = await db.Pipelines.Where(p => p.Id == trigger.PipelineId).Select(p => p.Name).SingleAsync(cancellationToken);
        return await start.StageAsync(db, TriggerRows.ActorOf(trigger), new StartRunRequest(pipeline, inputs, trigger.Money, "folder"), now, cancellationToken);
    }

    /// <summary>Within one file system, so that the file is in one place or the other, never in none; its reason is there before it.</summary>
    private void Move(Trigger trigger, FileInfo file, TriggerDelivery delivery)
    {
        var target = Path.Combine(folders.PathOf(trigger.Folder), delivery.RunId is null ? TriggerFolders.Failed : TriggerFolders.Done, file.Name);
        if (File.Exists(target))
            target = Path.Combine(Path.GetDirectoryName(target)!, $"{Path.GetFileNameWithoutExtension(file.Name)}-{delivery.Id.ToString()[^12..]}{file.Extension}");
        if (delivery.RunId is null) File.WriteAllText(target + ".reason.txt", delivery.Problem + "\n");
        File.Move(file.FullName, target);
    }

    private async Task SettleAsync(TriggerDeliveryId id, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await db.TriggerDeliveries.Where(d => d.Id == id).ExecuteUpdateAsync(d => d.SetProperty(x => x.Settled, true), cancellationToken);
    }

    private async Task SayAsync(Trigger trigger, string problem, CancellationToken cancellationToken)
    {
        if (trigger.Problem == problem) return;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await db.Triggers.Where(t => t.Id == trigger.Id).ExecuteUpdateAsync(t => t.SetProperty(x => x.Problem, problem), cancellationToken);
    }
}
