using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Publishing;

/// <summary>
/// Delivers by the protocol of a paid call: recorded before it is sent, so that a process that died in between neither delivers twice
/// nor forgets. A delivery that may have arrived is sent again under the same idempotency key.
/// </summary>
public sealed class Publisher(IDbContextFactory<GenOpsDbContext> factory, PublishChannels channels, TimeProvider clock)
{
    // A step delivers once; further ordinals are for channels to come that deliver in parts.
    private const int Ordinal = 0;

    /// <summary>Delivers once, in transactions of its own; a delivery that is on record as arrived is only told again.</summary>
    /// <exception cref="InvalidInputException">The channel does not exist.</exception>
    /// <exception cref="IllegalTransitionException">An output is not accepted.</exception>
    public async Task<PublishOutcome> DeliverAsync(PublishDelivery delivery, CancellationToken cancellationToken)
    {
        var channel = channels.Get(delivery.Channel);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var run = await FactsOfAsync(db, delivery.RunId, cancellationToken);
        if (delivery.OutputIds.Count == 0 || run is null)
            return new PublishOutcome.Refused("There is no accepted output to deliver.", Retryable: false);

        var (files, empty) = await ParcelPacking.PackAsync(db, delivery, cancellationToken);
        var hash = ParcelPacking.Hash(delivery, files);
        var target = channel.TargetOf(delivery.Pipeline, delivery.RunId, run.DraftedAt, delivery.SubFolder);

        var history = await HistoryAsync(db, delivery, cancellationToken);
        if (Replayed(history, hash, files) is { } replayed) return replayed;
        if (empty.Count > 0) return Empty(delivery.Format, empty);

        var call = await RecordIntentAsync(db, delivery, target, hash, history, cancellationToken);
        if (call is null || !await ClaimSendingAsync(db, call.Id, cancellationToken))
            return new PublishOutcome.Refused("Another worker is delivering this at the moment.", Retryable: true);

        var key = history.FirstOrDefault(c => c.ContentHash == hash)?.Id ?? call.Id;
        var result = await channel.SendAsync(
            new Parcel(key, delivery.RunId, delivery.Pipeline, run.Money, target, delivery.OutputIds, files), cancellationToken);
        return await RecordResultAsync(db, call, result, files);
    }

    /// <summary>The day in a folder's name is that of the run's first output, whenever and however often it is delivered.</summary>
    private static Task<RunFacts?> FactsOfAsync(GenOpsDbContext db, RunId run, CancellationToken cancellationToken) =>
        db.Outputs.Where(o => o.RunId == run).OrderBy(o => o.DraftedAt)
            .Select(o => new RunFacts(o.DraftedAt, o.Money)).FirstOrDefaultAsync(cancellationToken);

    private static Task<List<PublishCall>> HistoryAsync(GenOpsDbContext db, PublishDelivery delivery, CancellationToken cancellationToken) =>
        db.PublishCalls.AsNoTracking()
            .Where(c => c.StepRunId == delivery.StepRunId && c.Generation == delivery.Generation && c.Ordinal == Ordinal)
            .OrderBy(c => c.Attempt).ToListAsync(cancellationToken);

    /// <summary>The recorded success, or the reason to stop; null when there is something to send.</summary>
    private static PublishOutcome? Replayed(List<PublishCall> history, string hash, IReadOnlyList<DeliveredFile> files)
    {
        var arrived = history.Find(c => c.State is CallState.Responded or CallState.Applied);
        var perhaps = history.FindLast(c => c.State is CallState.Sending or CallState.InDoubt or CallState.Resubmitted);
        if ((arrived ?? perhaps) is { } earlier && earlier.ContentHash != hash)
        {
            return new PublishOutcome.Refused(
                $"Something else {(arrived is null ? "may have been" : "was")} delivered to {earlier.Target} by this very step on {earlier.CreatedAt:yyyy-MM-dd HH:mm} UTC. "
                + "Retry the step to deliver the new content as well.",
                Retryable: false);
        }

        return arrived is null ? null : new PublishOutcome.Delivered(arrived.Target, [.. files.Select(f => f.Name)]);
    }

    /// <summary>Whoever receives nothing must not be told that something was delivered.</summary>
    private static PublishOutcome.Refused Empty(PublishFormat format, IReadOnlyList<string> outputs) => new(
        $"{(outputs.Count == 1 ? $"The output {outputs[0]}" : $"Each of the outputs {string.Join(", ", outputs)}")} would be delivered empty: {EmptyDelivery.Words(format)}. "
        + "Nothing was delivered. Withdraw what is empty and retry the run, or start a new one.",
        Retryable: false);

    /// <summary>Null when another worker was faster.</summary>
    private async Task<PublishCall?> RecordIntentAsync(
        GenOpsDbContext db, PublishDelivery delivery, string target, string hash, List<PublishCall> history, CancellationToken cancellationToken)
    {
        var now = clock.UtcNow();
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        foreach (var open in history.Where(c => c.State is CallState.Intent or CallState.Sending or CallState.InDoubt))
        {
            var next = open.State == CallState.Intent ? CallState.Superseded : CallState.Resubmitted;
            var moved = await db.PublishCalls.Where(c => c.Id == open.Id && c.State == open.State)
                .MoveAsync(next, set => set.SetProperty(c => c.EndedAt, now), cancellationToken);
            if (moved == 0) return null;
        }

        var call = new PublishCall
        {
            Id = Id.New<PublishCallId>(),
            RunId = delivery.RunId,
            StepRunId = delivery.StepRunId,
            Generation = delivery.Generation,
            Ordinal = Ordinal,
            Attempt = history.Count == 0 ? 0 : history[^1].Attempt + 1,
            Channel = delivery.Channel,
            Target = target,
            ContentHash = hash,
            CreatedAt = now,
        };
        db.Add(call);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return call;
        }
        catch (DbUpdateException)
        {
            // The unique key says that this attempt is on record already; anything else would fail again and then be told.
            await transaction.RollbackAsync(cancellationToken);
            db.ChangeTracker.Clear();
            if (await db.PublishCalls.AnyAsync(
                c => c.StepRunId == call.StepRunId && c.Generation == call.Generation && c.Ordinal == Ordinal && c.Attempt == call.Attempt,
                cancellationToken)) return null;
            throw;
        }
    }

    private static async Task<bool> ClaimSendingAsync(GenOpsDbContext db, PublishCallId id, CancellationToken cancellationToken) =>
        await db.PublishCalls.Where(c => c.Id == id && c.State == CallState.Intent)
            .MoveAsync(CallState.Sending, also: null, cancellationToken) == 1;

    /// <summary>What was sent is recorded even when the process is asked to stop.</summary>
    private async Task<PublishOutcome> RecordResultAsync(
        GenOpsDbContext db, PublishCall call, SendResult result, IReadOnlyList<DeliveredFile> files)
    {
        var (state, text, outcome) = result switch
        {
            SendResult.Accepted a => (CallState.Responded, a.Note, (PublishOutcome)new PublishOutcome.Delivered(call.Target, [.. files.Select(f => f.Name)])),
            SendResult.Rejected r => (CallState.Rejected, r.Reason, new PublishOutcome.Refused(r.Reason, r.Retryable)),
            SendResult.InDoubt d => (CallState.InDoubt, d.Reason, new PublishOutcome.Refused(d.Reason, Retryable: true)),
            _ => throw new InvalidOperationException($"A channel ended with {result}."),
        };
        var now = clock.UtcNow();
        await db.PublishCalls.Where(c => c.Id == call.Id).MoveAsync(
            state, set => set.SetProperty(c => c.Result, text).SetProperty(c => c.EndedAt, now), CancellationToken.None);
        return outcome;
    }

    private sealed record RunFacts(DateTime DraftedAt, MoneyMode Money);
}
