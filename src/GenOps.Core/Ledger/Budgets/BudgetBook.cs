using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Ledger.Budgets;

/// <summary>Lets steps go on that waited for room; filled by Runs, which knows holds and steps.</summary>
public interface IBudgetWaiters
{
    /// <summary>Releases their holds and has their runs looked at, in the open transaction; nothing here saves what it adds.</summary>
    Task WakeAsync(GenOpsDbContext db, IReadOnlyCollection<BudgetWait> waits, DateTime now, CancellationToken cancellationToken);
}

/// <summary>Part of T3: what a call cost is counted, what was reserved for it is given back, and what fits now goes on.</summary>
public sealed class BudgetBook(BudgetAccounts accounts, IBudgetWaiters waiters)
{
    // One account wakes no more steps at once than this; calls that settle, and the watch, wake further ones.
    private const int MostWoken = 500;

    /// <summary>
    /// Saves what became of a call, settles it, and commits: in this order, so that a budget created meanwhile either finds the
    /// charge in the ledger or is found by it.
    /// </summary>
    /// <inheritdoc cref="SettleAsync" />
    public async Task CommitAsync(
        GenOpsDbContext db, WriteTransaction transaction, ModelCallId call, LedgerEntry? entry, DateTime now, CancellationToken cancellationToken,
        Uncounted? uncounted = null)
    {
        await db.SaveChangesAsync(cancellationToken);
        await SettleAsync(db, call, entry, now, cancellationToken, uncounted);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Settles a call, after its ledger entry was saved in the open transaction. The caller saves and commits.</summary>
    /// <param name="db">The unit of work.</param>
    /// <param name="call">The call, whose reservations end.</param>
    /// <param name="entry">What was booked just now; null when nothing was.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="uncounted">What stays reserved, since some of the use has no price; null where the call has no answer.</param>
    public async Task SettleAsync(
        GenOpsDbContext db, ModelCallId call, LedgerEntry? entry, DateTime now, CancellationToken cancellationToken, Uncounted? uncounted = null)
    {
        var changes = new SortedDictionary<(Guid Budget, Guid Account), Change>();
        foreach (var (reserved, kept) in await CloseAsync(db, call, uncounted?.Nanos ?? 0, now, cancellationToken))
            changes[(reserved.BudgetId.Value, reserved.AccountId.Value)] = new Change(reserved.AccountId, kept - reserved.Nanos, 0);
        if (uncounted is { Nanos: > 0 }) await KeepElsewhereAsync(db, uncounted, changes, now, cancellationToken);
        if (entry is { Amount.Nanos: not 0 })
        {
            foreach (var (budget, account) in await CoveringAsync(db, RunOf(entry), entry.Provider, entry.ChargedAt, cancellationToken))
            {
                var key = (budget.Value, account.Value);
                var before = changes.TryGetValue(key, out var change) ? change : new Change(account, 0, 0);
                changes[key] = before with { Spent = entry.Amount.Nanos };
            }
        }

        foreach (var change in changes.Values)
        {
            await db.BudgetAccounts.Where(a => a.Id == change.Account).ExecuteUpdateAsync(
                a => a.SetProperty(x => x.ReservedNanos, x => x.ReservedNanos + change.Reserved)
                    .SetProperty(x => x.SpentNanos, x => x.SpentNanos + change.Spent),
                cancellationToken);
            await WakeFittingAsync(db, change.Account, now, cancellationToken);
        }
    }

    /// <summary>Wakes the steps whose calls may fit an account now, oldest first, and those that no longer fit at all, so that they say so.</summary>
    public async Task WakeFittingAsync(GenOpsDbContext db, BudgetAccountId account, DateTime now, CancellationToken cancellationToken)
    {
        var waits = await db.BudgetWaits.AsNoTracking().Where(w => w.AccountId == account && w.NeedNanos != null)
            .OrderBy(w => w.Since).ThenBy(w => w.Id).Take(MostWoken).ToListAsync(cancellationToken);
        if (waits.Count == 0) return;
        var stands = await db.BudgetAccounts.AsNoTracking().Where(a => a.Id == account)
            .Join(db.Budgets, a => a.BudgetId, b => b.Id, (a, b) => new
            {
                b.AmountNanos,
                Hard = b.Kind == BudgetKind.Hard && b.EndedAt == null,
                a.SpentNanos,
                a.ReservedNanos,
                // Kept until a price is recorded: to wait for it is hopeless.
                Unpriced = db.BudgetReservations.Where(r => r.AccountId == a.Id && r.ClosedAt == null && r.Unpriced).Sum(r => r.Nanos),
            })
            .SingleAsync(cancellationToken);
        var left = stands.Hard ? stands.AmountNanos - stands.SpentNanos - stands.Unpriced : long.MaxValue;
        var room = stands.Hard ? stands.AmountNanos - stands.SpentNanos - stands.ReservedNanos : long.MaxValue;
        var woken = new List<BudgetWait>();
        foreach (var wait in waits)
        {
            var need = wait.NeedNanos!.Value;
            var hopeless = need > left;
            if (hopeless == (wait.HoldId is not null) && need > room) continue;
            woken.Add(wait);
            if (!hopeless && room != long.MaxValue) room -= need;
        }

        await WakeAsync(db, woken, now, cancellationToken);
    }

    /// <summary>Wakes these steps, whatever they wait for.</summary>
    public async Task WakeAsync(GenOpsDbContext db, IReadOnlyCollection<BudgetWait> waits, DateTime now, CancellationToken cancellationToken)
    {
        if (waits.Count == 0) return;
        var ids = waits.Select(w => w.Id).ToList();
        // A worker that is just letting go of a step marks its row first: either we see the step ready, or it finds the row gone.
        await db.BudgetWaits.Where(w => ids.Contains(w.Id)).ExecuteDeleteAsync(cancellationToken);
        await waiters.WakeAsync(db, waits, now, cancellationToken);
    }

    /// <summary>Ends the call's reservations, or keeps a rest of each; with what is kept of it.</summary>
    private static async Task<List<(BudgetReservation Reservation, long Kept)>> CloseAsync(
        GenOpsDbContext db, ModelCallId call, long uncounted, DateTime now, CancellationToken cancellationToken)
    {
        var closed = new List<(BudgetReservation, long)>();
        foreach (var open in await db.BudgetReservations.AsNoTracking().Where(r => r.CallId == call && r.ClosedAt == null)
                     .OrderBy(r => r.BudgetId).ToListAsync(cancellationToken))
        {
            var kept = Math.Min(uncounted, open.Nanos);
            DateTime? end = kept > 0 ? null : now;
            var left = kept > 0 ? kept : open.Nanos;
            var mine = await db.BudgetReservations.Where(r => r.Id == open.Id && r.ClosedAt == null && r.Nanos == open.Nanos)
                .ExecuteUpdateAsync(
                    r => r.SetProperty(x => x.ClosedAt, end).SetProperty(x => x.Nanos, left).SetProperty(x => x.Unpriced, kept > 0), cancellationToken);
            if (mine > 0) closed.Add((open, kept));
        }

        return closed;
    }

    private async Task<List<(BudgetId Budget, BudgetAccountId Account)>> CoveringAsync(
        GenOpsDbContext db, RunSnapshot? run, string provider, DateTime chargedAt, CancellationToken cancellationToken)
    {
        if (run is null) return [];
        var covering = new List<(BudgetId, BudgetAccountId)>();
        foreach (var budget in await BudgetGate.ActiveAsync(db, run.Money, cancellationToken))
        {
            if (budget.Covers(run, provider) && accounts.KeyAt(budget, chargedAt, run.RunId) is { } key) covering.Add((budget.Id, key.Id));
        }

        return covering;
    }

    /// <summary>Accounts that were opened while the call was under way, or closed its reservation when it was given up.</summary>
    private async Task KeepElsewhereAsync(
        GenOpsDbContext db, Uncounted call, SortedDictionary<(Guid Budget, Guid Account), Change> changes, DateTime now, CancellationToken cancellationToken)
    {
        foreach (var (budget, account) in await CoveringAsync(db, call.Run, call.Provider, call.ChargedAt, cancellationToken))
        {
            if (changes.ContainsKey((budget.Value, account.Value)) || !await db.BudgetAccounts.AnyAsync(a => a.Id == account, cancellationToken)) continue;
            await BudgetAccounts.KeepAsync(db, budget, account, call, now, cancellationToken);
            changes[(budget.Value, account.Value)] = new Change(account, call.Nanos, 0);
        }
    }

    private static RunSnapshot? RunOf(LedgerEntry entry) =>
        entry.RunId is { } run && entry.PipelineId is { } pipeline && entry.VersionId is { } version
            ? new RunSnapshot(run, pipeline, version, entry.Money, entry.CostCentre)
            : null;

    private sealed record Change(BudgetAccountId Account, long Reserved, long Spent);
}
