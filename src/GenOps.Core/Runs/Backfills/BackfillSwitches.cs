using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Backfills;

/// <summary>Ends a backfill: what has not started never will; its runs under way go on, or are cancelled with it.</summary>
public sealed class CancelBackfill(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>Cancels.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">The backfill.</param>
    /// <param name="runs">Also the runs under way; a serving process cancels them within seconds.</param>
    /// <param name="reason">For whoever finds it cancelled; may be empty.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ConflictException">It has ended already.</exception>
    public async Task ExecuteAsync(Actor actor, BackfillId id, bool runs, string reason, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var backfill = await BackfillRows.LockAsync(db, id, cancellationToken);
        if (backfill.State is BackfillState.Finished or BackfillState.Cancelled)
            throw new ConflictException($"The backfill has ended already ({backfill.State}), so there is nothing to cancel.");
        var now = time.UtcNow();
        (backfill.State, backfill.CancelRuns, backfill.EndedAt) = (BackfillState.Cancelled, runs, now);
        backfill.Problem = $"Cancelled by {actor.Name}{(reason.Length > 0 ? $": {reason}" : ".")}";
        await db.BackfillItems.Where(i => i.BackfillId == id && i.State == BackfillItemState.Waiting)
            .ExecuteUpdateAsync(i => i.SetProperty(x => x.State, BackfillItemState.Cancelled), cancellationToken);
        db.Record(actor, now, "backfill.cancel", "backfill", id, $"Cancelled the backfill{(runs ? " and its runs" : "")}{(reason.Length > 0 ? $": {reason}" : "")}");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}

/// <summary>Changes how many runs a backfill has at a time and what it may cost; a higher cap lets it go on.</summary>
public sealed class ChangeBackfill(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>Changes both bounds.</summary>
    /// <exception cref="ConflictException">It has ended already.</exception>
    /// <exception cref="InvalidInputException">A bound cannot be used.</exception>
    public async Task ExecuteAsync(Actor actor, BackfillId id, int concurrency, Money? cap, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        var problems = BackfillBounds.Check(concurrency, cap).ToList();
        if (problems.Count > 0) throw new InvalidInputException(problems);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var backfill = await BackfillRows.LockAsync(db, id, cancellationToken);
        if (backfill.State is BackfillState.Finished or BackfillState.Cancelled)
            throw new ConflictException($"The backfill has ended already ({backfill.State}). Start another for what is left.");
        (backfill.Concurrency, backfill.CapNanos, backfill.State, backfill.Problem, backfill.EndedAt) = (concurrency, cap?.Nanos, BackfillState.Running, "", null);
        db.Record(actor, time.UtcNow(), "backfill.change", "backfill", id, $"Changed the backfill: {concurrency} at a time, {(cap is { } most ? $"up to {most}" : "no cap")}");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}

internal static class BackfillRows
{
    /// <summary>Reads the row under its lock: who starts a run of it waits for that, and then sees what was decided.</summary>
    public static async Task<Backfill> LockAsync(GenOpsDbContext db, BackfillId id, CancellationToken cancellationToken)
    {
        await db.Backfills.Where(b => b.Id == id).ExecuteUpdateAsync(b => b.SetProperty(x => x.Problem, x => x.Problem), cancellationToken);
        return await db.Backfills.SingleOrDefaultAsync(b => b.Id == id, cancellationToken) ?? throw new NotFoundException($"There is no backfill {id}.");
    }

    /// <summary>Spent, and reserved by calls whose cost is not known yet.</summary>
    public static async Task<(long Spent, long Reserved)> CostAsync(GenOpsDbContext db, BackfillId id, CancellationToken cancellationToken)
    {
        var runs = db.BackfillItems.Where(i => i.BackfillId == id && i.RunId != null).Select(i => i.RunId);
        var spent = await db.LedgerEntries.Where(e => runs.Contains(e.RunId)).SumAsync(e => e.Amount.Nanos, cancellationToken);
        // A call in doubt is booked at its worst case already.
        var reserved = await db.ModelCalls
            .Where(c => runs.Contains(c.RunId) && (c.State == Inference.CallState.Intent || c.State == Inference.CallState.Sending))
            .SumAsync(c => c.ReservedNanos ?? 0, cancellationToken);
        return (spent, reserved);
    }
}
