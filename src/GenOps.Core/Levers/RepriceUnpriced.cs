using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Pricing;
using GenOps.Core.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Levers;

/// <summary>What was priced after all.</summary>
/// <param name="Calls">Model calls whose whole use has a price now.</param>
/// <param name="Labour">Times of people that have a cost now.</param>
/// <param name="LiveCost">What was booked for them in live money.</param>
/// <param name="StillUnpriced">Model calls that have no price yet, or only for a part of their use.</param>
public sealed record Repricing(int Calls, int Labour, Money LiveCost, int StillUnpriced);

/// <summary>Prices calls that had no price, and labour that had no rate, by what was recorded since; what has a cost keeps it.</summary>
public sealed class RepriceUnpriced(CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory, IPriceBook prices, BudgetBook budgets)
{
    private static readonly CallState[] Answered = [CallState.Responded, CallState.Applied, CallState.Unusable, CallState.LateCharge];

    /// <summary>Books each amount in a transaction of its own, in the period of its call; a second time finds nothing to do.</summary>
    /// <exception cref="AccessDeniedException">The actor is neither Finance nor Admin.</exception>
    public async Task<Repricing> ExecuteAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Finance);
        var (calls, left, callCost) = await PriceCallsAsync(actor, cancellationToken);
        var (labour, labourCost) = await PriceLabourAsync(actor, cancellationToken);
        var result = new Repricing(calls, labour, callCost + labourCost, left);
        if (calls + labour == 0) return result;
        var what = $"Priced {result.Calls} calls and {result.Labour} times of people that had no price: {result.LiveCost} in live money";
        await runner.RunAsync(actor, scope => scope.Record("price.reprice", "ledger", "unpriced", what), cancellationToken);
        return result;
    }

    private async Task<(int Priced, int Left, Money LiveCost)> PriceCallsAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var unpriced = await db.ModelCalls.AsNoTracking()
            .Where(c => (c.Pricing == PricingState.Unpriced || c.Pricing == PricingState.PartlyPriced) && Answered.Contains(c.State))
            .Select(c => c.Id)
            .ToListAsync(cancellationToken);
        var (priced, live) = (0, Money.Zero);
        foreach (var id in unpriced)
        {
            var (whole, entry) = await runner.RunAsync(actor, scope => PriceCallAsync(scope, id), cancellationToken);
            if (whole) priced++;
            if (entry is { Money: MoneyMode.Live }) live += entry.Amount;
        }

        return (priced, unpriced.Count - priced, live);
    }

    private async Task<(bool Whole, LedgerEntry? Entry)> PriceCallAsync(CommandScope scope, ModelCallId id)
    {
        var (db, _, now, cancellationToken) = scope;
        var call = await db.ModelCalls.SingleAsync(c => c.Id == id, cancellationToken);
        var lines = await db.UsageLines.AsNoTracking().Where(u => u.CallId == id).ToListAsync(cancellationToken);
        if (call.Pricing is not (PricingState.Unpriced or PricingState.PartlyPriced) || lines.Count == 0) return (false, null);
        var usage = new Usage([.. lines.Select(l => new UsageQuantity(l.Meter, l.Quantity, l.Variant))], call.UsageEstimated);
        var priced = prices.Price(call.Provider, call.PricedModel, usage, call.SentAt ?? call.CreatedAt, now, ServiceTiers.KeyOf(call.ServiceTier));
        if (priced.Cost is null && CallBooking.EntriesOf(priced) == call.PriceEntries) return (false, null);
        var run = RunSnapshot.Of(await db.Runs.AsNoTracking().SingleAsync(r => r.Id == call.RunId, cancellationToken));
        var entry = await CallBooking.BookAsync(db, call, priced, run, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await budgets.SettleAsync(db, id, entry, now, cancellationToken, CallBooking.Uncounted(call, run));
        return (call.Pricing == PricingState.Priced, entry);
    }

    private async Task<(int Priced, Money LiveCost)> PriceLabourAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var unpriced = await db.Labour.AsNoTracking()
            .Where(l => l.Measured && l.Seconds > 0)
            .Where(l => !db.LedgerEntries.Any(e => e.SourceType == LedgerSource.Labour && e.SourceId == (Guid)(object)l.Id))
            .ToListAsync(cancellationToken);
        var (priced, live) = (0, Money.Zero);
        foreach (var labour in unpriced)
        {
            if (await runner.RunAsync(actor, scope => PriceLabourAsync(scope, labour), cancellationToken) is not { } entry) continue;
            priced++;
            if (labour.Money == MoneyMode.Live) live += entry.Amount;
        }

        return (priced, live);
    }

    private static async Task<LedgerEntry?> PriceLabourAsync(CommandScope scope, Labour labour)
    {
        var (db, _, now, cancellationToken) = scope;
        var run = RunSnapshot.Of(await db.Runs.AsNoTracking().SingleAsync(r => r.Id == labour.RunId, cancellationToken));
        return await LedgerBook.ChargeLabourAsync(db, labour, run, now, cancellationToken);
    }
}
