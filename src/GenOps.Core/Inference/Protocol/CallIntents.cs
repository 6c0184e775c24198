using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Pricing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Protocol;

/// <summary>T1 of the paid-call protocol: what will be sent, and by which route, is recorded with its reservation before anything is.</summary>
public sealed class CallIntents(
    IDbContextFactory<GenOpsDbContext> factory,
    IProviderRegistry providers,
    RouteResolver routes,
    Failover failover,
    IPriceBook prices,
    IRunSnapshots runs,
    BudgetGate budgets,
    NodeIdentity node,
    TimeProvider time)
{
    /// <summary>How often a request is made for one intent, where its route keeps changing meanwhile.</summary>
    private const int MostRounds = 4;

    private static readonly TimeSpan RouteRest = TimeSpan.FromSeconds(1);

    /// <summary>Where the call would go now by policy and reroutes; null where no provider serves it any more.</summary>
    public async Task<Route?> PresentRouteAsync(CallTicket ticket, CancellationToken cancellationToken)
    {
        try
        {
            return await RouteAsync(ticket, cancellationToken);
        }
        catch (NoRouteException)
        {
            // No better place is known, so what is recorded stands.
            return null;
        }
    }

    /// <summary>
    /// T1: asks the gate, chooses the route, and records the request that will be sent. The request is made before the write turn is
    /// taken, for the route that would be taken then; should another be taken, it is made for that one, and T1 begins again.
    /// </summary>
    /// <exception cref="NoRouteException">No provider serves it.</exception>
    public async Task<Intent> IntendAsync(
        CallTicket ticket, ICallGate gate, int attempt, RouteRefusals refusals, CancellationToken cancellationToken)
    {
        var route = await RouteAsync(ticket, cancellationToken);
        for (var round = 0; round < MostRounds; round++)
        {
            var draft = IntentDraft.Make(providers.Get(route.Provider), ticket, route);
            var (intent, other) = await IntendAsync(ticket, gate, attempt, refusals, draft, cancellationToken);
            if (intent is not null) return intent;
            route = other!;
        }

        return new Intent(Gate.Waiting, Reason: "Its route changed each time its request was made.", Until: time.UtcNow() + RouteRest) { Cause = new WaitCause(WaitKind.Retry) };
    }

    /// <summary>T1 for a request that is made.</summary>
    /// <returns>What it came to; or the route the call would take now, where that is another than the draft's, and nothing was changed.</returns>
    private async Task<(Intent? Intent, Route? Other)> IntendAsync(
        CallTicket ticket, ICallGate gate, int attempt, RouteRefusals refusals, IntentDraft draft, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var plan = await routes.PlanAsync(
            db, ticket.Route, ticket.Money, ticket.PipelineId, ticket.StepId, ticket.RunTriggeredAt, cancellationToken);
        var now = time.UtcNow();
        var answer = await gate.CheckAsync(db, plan.First.Provider, cancellationToken);
        if (answer != Gate.Open) return (new Intent(answer), null);
        var choice = await failover.ChooseAsync(db, plan, ticket.Route, ticket.Money, refusals, now, cancellationToken);
        while (choice.Route is { } other && other.Provider != plan.First.Provider
            && await gate.CheckAsync(db, other.Provider, cancellationToken) is var shut and not Gate.Open)
        {
            if (shut != Gate.Held) return (new Intent(shut), null);
            refusals = refusals with { Paused = [.. refusals.Paused, other.Provider] };
            choice = await failover.ChooseAsync(db, plan, ticket.Route, ticket.Money, refusals, now, cancellationToken);
        }

        if (choice.Route is not { } route)
            return (choice.Until is { } until ? new Intent(Gate.Waiting, Reason: choice.Reason, Until: until) { Cause = new WaitCause(WaitKind.Provider, plan.First.Provider) } : new Intent(Gate.NoRoute, Reason: choice.Reason), null);
        if (!draft.IsFor(route)) return (null, route);

        if (await CallPermits.TakeAsync(db, route.Provider, route.Model, draft.Worst.Tokens, now, cancellationToken) is { } patience)
            return (new Intent(Gate.Waiting, Reason: patience.Reason, Until: patience.Until) { Cause = new WaitCause(WaitKind.Limit, route.Provider) }, null);
        // The priced part alone is no worst case: a hard budget holds what has a bucket without a price.
        var most = prices.Price(route.Provider, route.Model, draft.Worst, now, now);
        var reserved = most.Cost;
        var room = await ReserveAsync(db, ticket, draft, route, most, now, cancellationToken);
        if (room.Wait is { } wait)
        {
            var cause = new WaitCause(WaitKind.Budget, wait.BudgetId.ToString());
            if (room.Held) wait.HoldId = gate.HoldStep(db, cause, room.Reason, room.Until);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return (new Intent(room.Held ? Gate.Held : Gate.Queued, Reason: room.Reason, Until: room.Held ? room.Until : null) { Cause = cause }, null);
        }

        await BlobStore.PutAsync(db, draft.Body, now, cancellationToken);
        var call = draft.CallOf(ticket, attempt, choice.Tier, node, reserved, now);
        db.Add(call);
        db.Add(draft.Decision);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (new Intent(Gate.Open, call) { Request = draft.Request }, null);
    }

    private async Task<Route> RouteAsync(CallTicket ticket, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var plan = await routes.PlanAsync(
            db, ticket.Route, ticket.Money, ticket.PipelineId, ticket.StepId, ticket.RunTriggeredAt, cancellationToken);
        return plan.First;
    }

    /// <summary>Reserves the worst case against the budgets that cover the call; without a budget it costs one small query.</summary>
    private async Task<BudgetAnswer> ReserveAsync(
        GenOpsDbContext db, CallTicket ticket, IntentDraft draft, Route route, PricedUsage worst, DateTime now, CancellationToken cancellationToken)
    {
        var active = await BudgetGate.ActiveAsync(db, ticket.Money, cancellationToken);
        if (active.Count == 0) return BudgetAnswer.Fits;
        var call = new BudgetedCall
        {
            Id = draft.Call,
            StepRunId = ticket.StepRunId,
            Run = await runs.OfAsync(db, ticket.RunId, cancellationToken),
            RunTriggeredAt = ticket.RunTriggeredAt,
            Provider = route.Provider,
            Model = route.Model,
            WorstCase = worst.Cost,
            Use = draft.Use,
            Unpriced = worst.MissingUse,
        };
        return await budgets.ReserveAsync(db, active, call, now, cancellationToken);
    }
}
