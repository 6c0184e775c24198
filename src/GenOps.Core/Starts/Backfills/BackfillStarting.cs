using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Starting;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Backfills;

/// <summary>Starts the next run of a backfill under the lock of its row: the item and its run commit together, so that each item has one run whatever dies when.</summary>
public sealed class BackfillStarting(CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory, StartRun start)
{
    /// <summary>Starts the next item if there is one, its concurrency leaves room, and its cap is not reached; else says where the backfill stands.</summary>
    /// <returns>Whether an item was taken.</returns>
    public async Task<bool> StartNextAsync(BackfillId id, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var createdBy = await db.Backfills.Where(b => b.Id == id).Select(b => b.CreatedBy).SingleOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException($"There is no backfill {id}.");
        var expected = await Waiting(db, id).AsNoTracking().FirstOrDefaultAsync(cancellationToken);
        var attempt = expected is null ? null : await PrepareAsync(expected, cancellationToken);
        return await runner.RunAsync(ActorOf(createdBy), scope => StageAsync(scope, id, expected?.Id, attempt), cancellationToken);
    }

    /// <summary>Who starts and cancels for a backfill.</summary>
    internal static Actor ActorOf(string createdBy) => new(null, $"backfill of {createdBy}", new HashSet<string> { Roles.Operator });

    private static async Task<bool> StageAsync(CommandScope scope, BackfillId id, BackfillItemId? expected, StartAttempt? attempt)
    {
        var backfill = await BackfillRows.LockAsync(scope.Db, id, scope.Cancellation);
        if (backfill.State != BackfillState.Running) return false;
        // Where another node took the item meanwhile, the next look finds the one after it.
        if (await NextAsync(scope, backfill) is not { } next || next.Id != expected) return false;
        var (run, refusal) = await attempt!.StageAsync(scope);
        if (refusal is null) (next.State, next.RunId, backfill.Problem) = (BackfillItemState.Started, run, "");
        else if (refusal is InvalidInputException) (next.State, next.Problem) = (BackfillItemState.Failed, refusal.Message);
        // Paused, disabled, no provider: nothing is wrong with the item, and it waits until that is mended.
        else backfill.Problem = $"It waits: {refusal.Message}";
        return next.State != BackfillItemState.Waiting;
    }

    /// <summary>The item whose turn it is; null when nothing may start now.</summary>
    private static async Task<BackfillItem?> NextAsync(CommandScope scope, Backfill backfill)
    {
        var (db, _, now, cancellationToken) = scope;
        // A run that waits for a person takes no place: a backfill of a reviewed pipeline would stop at its first few.
        var working = await db.Runs.CountAsync(
            r => r.EndedAt == null && r.State != RunState.WaitingForReview && db.BackfillItems.Any(i => i.RunId == r.Id && i.BackfillId == backfill.Id), cancellationToken);
        var next = await Waiting(db, backfill.Id).FirstOrDefaultAsync(cancellationToken);
        if (next is null)
        {
            if (working == 0) (backfill.State, backfill.EndedAt, backfill.Problem) = (BackfillState.Finished, now, "");
            return null;
        }

        if (working >= backfill.Concurrency) return null;
        if (backfill.CapNanos is not { } cap) return next;
        var (spent, reserved) = await BackfillRows.CostAsync(db, backfill.Id, cancellationToken);
        if (spent + reserved < cap) return next;
        // What is reserved may be given back: only what is spent stops it for good.
        if (working == 0 && spent >= cap)
        {
            backfill.State = BackfillState.CapReached;
            backfill.Problem = $"{new Money(spent)} are spent of at most {new Money(cap)}. Raise the cap to go on.";
        }

        return null;
    }

    private static IQueryable<BackfillItem> Waiting(GenOpsDbContext db, BackfillId id) =>
        db.BackfillItems.Where(i => i.BackfillId == id && i.State == BackfillItemState.Waiting).OrderBy(i => i.Position);

    private Task<StartAttempt> PrepareAsync(BackfillItem next, CancellationToken cancellationToken) => StartAttempt.OfAsync(async () =>
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var backfill = await db.Backfills.AsNoTracking().SingleAsync(b => b.Id == next.BackfillId, cancellationToken);
        var pipeline = await db.Pipelines.Where(p => p.Id == backfill.PipelineId).Select(p => p.Name).SingleAsync(cancellationToken);
        var inputs = InputValue.FromJson(Json.Parse(await BlobStore.GetTextAsync(db, next.InputHash, cancellationToken))!.AsObject());
        return await start.PrepareAsync(new StartRunRequest(pipeline, inputs, backfill.Money, "backfill"), cancellationToken);
    });
}
