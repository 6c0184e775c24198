using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Ledger.Budgets;

/// <summary>A call that asks for room.</summary>
public sealed record BudgetedCall
{
    public required ModelCallId Id { get; init; }

    public required StepRunId StepRunId { get; init; }

    public required RunSnapshot Run { get; init; }

    /// <summary>When its run was triggered, UTC.</summary>
    public required DateTime RunTriggeredAt { get; init; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    /// <summary>What it may cost at most; null where its model, or some of its use, has no price.</summary>
    public required Money? WorstCase { get; init; }

    /// <summary>The use that the worst case assumes, as <see cref="BudgetWait.Use"/> keeps it.</summary>
    public required string Use { get; init; }

    /// <summary>What of that use has no price, in words; empty where all of it has one, or the model has none at all.</summary>
    public string Unpriced { get; init; } = "";
}

/// <summary>Whether a call fits.</summary>
/// <param name="Wait">Null when it fits. Else the wait, added to the unit of work; nothing is reserved.</param>
/// <param name="Held">Waiting for open reservations would not help: a hold belongs on the step.</param>
/// <param name="Reason">In plain words; empty when it fits.</param>
/// <param name="Until">When the account's period ends, UTC; null for never.</param>
public sealed record BudgetAnswer(BudgetWait? Wait, bool Held, string Reason, DateTime? Until)
{
    /// <summary>It fits, and its worst case is reserved.</summary>
    public static BudgetAnswer Fits { get; } = new(null, false, "", null);
}

/// <summary>Part of T1: reserves the worst case of a call against each budget that covers it, in the order of their ids, or none.</summary>
public sealed class BudgetGate(BudgetAccounts accounts)
{
    /// <summary>The budgets in force for one money; most installations have few or none.</summary>
    public static Task<List<Budget>> ActiveAsync(GenOpsDbContext db, MoneyMode money, CancellationToken cancellationToken) =>
        db.Budgets.AsNoTracking().Where(b => b.EndedAt == null && b.Money == money).OrderBy(b => b.Id).ToListAsync(cancellationToken);

    /// <summary>Reserves, in the open transaction, whose commit makes it hold.</summary>
    public async Task<BudgetAnswer> ReserveAsync(
        GenOpsDbContext db, IEnumerable<Budget> active, BudgetedCall call, DateTime now, CancellationToken cancellationToken)
    {
        var covering = active
            .Where(b => b.Covers(call.Run, call.Provider))
            .Select(b => (Budget: b, Key: accounts.KeyAt(b, now, call.Run.RunId)))
            .Where(c => c.Key is not null)
            .Select(c => (c.Budget, Key: c.Key!))
            .ToList();
        if (covering.Count == 0) return BudgetAnswer.Fits;
        // All accounts are open before the first is locked.
        foreach (var (budget, key) in covering)
            await accounts.OpenAsync(db, budget, key, call.RunTriggeredAt < budget.CreatedAt, now, cancellationToken);
        if (call.WorstCase is not { } need) return await UnpricedAsync(db, covering, call, now, cancellationToken);
        var refusals = new List<(Budget Budget, AccountKey Key, bool Held, string Reason)>();
        foreach (var (budget, key) in covering)
        {
            // Adding locks the row, so what is read next is what holds until the commit.
            await AddAsync(db, key.Id, need.Nanos, cancellationToken);
            var stands = await StandingAsync(db, key.Id, cancellationToken);
            if (stands.Kind == BudgetKind.Hard && stands.Spent + stands.Reserved > stands.Amount)
            {
                var held = stands.Spent + stands.Unpriced + need.Nanos > stands.Amount;
                refusals.Add((budget, key, held, Words(budget, stands, need, held)));
            }
        }

        // After the accounts, whose holders delete waits too.
        if (covering.Any(c => c.Budget.Kind == BudgetKind.Hard)) await ForgetAsync(db, call.StepRunId, cancellationToken);
        if (refusals.Count == 0)
        {
            foreach (var (budget, key) in covering) db.Add(Reservation(budget.Id, key.Id, call.Id, need, now));
            return BudgetAnswer.Fits;
        }

        foreach (var (_, key) in covering) await AddAsync(db, key.Id, -need.Nanos, cancellationToken);
        var first = refusals.OrderByDescending(r => r.Held).First();
        return Waiting(db, first.Budget, first.Key, call, first.Held, first.Reason, now);
    }

    private static Task<int> AddAsync(GenOpsDbContext db, BudgetAccountId account, long nanos, CancellationToken cancellationToken) =>
        db.BudgetAccounts.Where(a => a.Id == account)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.ReservedNanos, x => x.ReservedNanos + nanos), cancellationToken);

    private static Task<Standing> StandingAsync(GenOpsDbContext db, BudgetAccountId account, CancellationToken cancellationToken) =>
        db.BudgetAccounts.Where(a => a.Id == account)
            .Join(db.Budgets, a => a.BudgetId, b => b.Id, (a, b) => new Standing(
                b.Kind, b.AmountNanos, a.SpentNanos, a.ReservedNanos,
                db.BudgetReservations.Where(r => r.AccountId == a.Id && r.ClosedAt == null && r.Unpriced).Sum(r => r.Nanos)))
            .SingleAsync(cancellationToken);

    /// <summary>Ends an earlier wait of the step, which asks again.</summary>
    private static Task<int> ForgetAsync(GenOpsDbContext db, StepRunId step, CancellationToken cancellationToken) =>
        db.BudgetWaits.Where(w => w.StepRunId == step).ExecuteDeleteAsync(cancellationToken);

    private static async Task<BudgetAnswer> UnpricedAsync(
        GenOpsDbContext db, List<(Budget Budget, AccountKey Key)> covering, BudgetedCall call, DateTime now, CancellationToken cancellationToken)
    {
        var (budget, key) = covering.FirstOrDefault(c => c.Budget.Kind == BudgetKind.Hard);
        if (budget is null) return BudgetAnswer.Fits;
        await ForgetAsync(db, call.StepRunId, cancellationToken);
        var what = call.Unpriced.Length > 0 ? $"no price for {call.Unpriced}" : "no price";
        var reason = $"{call.Provider}/{call.Model} has {what}, so nobody can say whether this call fits the hard budget of "
            + $"{BudgetWords.Of(budget)}. Record its prices under Settings → Prices, and it goes on by itself.";
        return Waiting(db, budget, key, call, held: true, reason, now);
    }

    private static BudgetAnswer Waiting(
        GenOpsDbContext db, Budget budget, AccountKey key, BudgetedCall call, bool held, string reason, DateTime now)
    {
        var wait = new BudgetWait
        {
            Id = Id.New<BudgetWaitId>(),
            AccountId = key.Id,
            BudgetId = budget.Id,
            RunId = call.Run.RunId,
            StepRunId = call.StepRunId,
            NeedNanos = call.WorstCase?.Nanos,
            Use = call.WorstCase is null ? call.Use : "",
            Provider = call.Provider,
            Model = call.Model,
            Since = now,
        };
        db.Add(wait);
        return new BudgetAnswer(wait, held, reason, key.To);
    }

    /// <summary>The row of a reservation; nothing is stored.</summary>
    internal static BudgetReservation Reservation(BudgetId budget, BudgetAccountId account, ModelCallId call, Money need, DateTime now) => new()
    {
        Id = Id.New<BudgetReservationId>(),
        AccountId = account,
        BudgetId = budget,
        CallId = call,
        Nanos = need.Nanos,
        MadeAt = now,
    };

    private static string Words(Budget budget, Standing stands, Money need, bool held)
    {
        var name = BudgetWords.Of(budget);
        if (!held) return $"The call may cost up to {need}, which fits the budget of {name} only once calls under way are settled.";
        var left = new Money(Math.Max(0, stands.Amount - stands.Spent - stands.Unpriced));
        var kept = stands.Unpriced > 0
            ? $"{new Money(stands.Unpriced)} of it is kept for answers whose use has no price: record that under Settings → Prices. "
            : "";
        return $"The call may cost up to {need}, and the hard budget of {name} has {left} left of {new Money(stands.Amount)}. {kept}"
            + "It goes on when the budget is raised under Finance → Budgets"
            + (budget.Period == BudgetPeriod.Whole ? "." : ", or when its next period begins.");
    }

    private sealed record Standing(BudgetKind Kind, long Amount, long Spent, long Reserved, long Unpriced);
}
