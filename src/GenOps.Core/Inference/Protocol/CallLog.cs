using System.Data;
using System.Text.Json;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger;
using GenOps.Core.Pricing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Protocol;

/// <summary>
/// The transactions of the paid-call protocol: T1 records the intent, T2 the sending, T3 what came of it.
/// Each commits alone, so that after a kill the state says exactly what may have been paid.
/// </summary>
public sealed class CallLog(
    IDbContextFactory<GenOpsDbContext> factory,
    IProviderRegistry providers,
    RouteResolver routes,
    IPriceBook prices,
    IRunSnapshots runs,
    NodeIdentity node,
    TimeProvider time)
{
    /// <summary>The sendings of one call so far, oldest first.</summary>
    public async Task<List<ModelCall>> AttemptsAsync(CallTicket ticket, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.ModelCalls.AsNoTracking()
            .Where(c => c.StepRunId == ticket.StepRunId && c.Generation == ticket.Generation && c.Ordinal == ticket.Ordinal)
            .OrderBy(c => c.Attempt).ToListAsync(cancellationToken);
    }

    /// <summary>The stored request of a call.</summary>
    public async Task<CanonicalRequest> RequestAsync(ModelCall call, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return new CanonicalRequest(call.Kind, call.Model, await BlobStore.GetAsync(db, call.RequestHash, cancellationToken));
    }

    /// <summary>The stored answer of a call.</summary>
    public async Task<byte[]> AnswerAsync(ModelCall call, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await BlobStore.GetAsync(db, call.AnswerHash!.Value, cancellationToken);
    }

    /// <summary>T1: asks the gate, chooses the route, and records the request that will be sent.</summary>
    /// <exception cref="NoRouteException">No provider serves it.</exception>
    public async Task<(Gate Gate, ModelCall? Call)> IntendAsync(CallTicket ticket, ICallGate gate, int attempt, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var route = await routes.ResolveAsync(
            db, ticket.Route, ticket.Money, ticket.PipelineId, ticket.StepId, ticket.RunTriggeredAt, cancellationToken);
        var answer = await gate.CheckAsync(db, route.Provider, cancellationToken);
        if (answer != Gate.Open) return (answer, null);

        var now = time.UtcNow();
        var id = Id.New<ModelCallId>();
        var provider = providers.Get(route.Provider);
        var request = provider.Compose(ticket.Request(route.Model), id);
        var reserved = prices.Price(route.Provider, route.Model, provider.WorstCase(request), now, now).Cost;
        var call = new ModelCall
        {
            Id = id,
            RunId = ticket.RunId,
            StepRunId = ticket.StepRunId,
            Generation = ticket.Generation,
            Ordinal = ticket.Ordinal,
            Attempt = attempt,
            Purpose = ticket.Purpose,
            Money = ticket.Money,
            Provider = route.Provider,
            Model = route.Model,
            Tier = ticket.Route.Tier,
            Kind = request.Kind,
            Node = node.Name,
            RequestHash = await BlobStore.PutAsync(db, request.Body, "application/json", now, cancellationToken),
            ReservedNanos = reserved?.Nanos,
            CreatedAt = now,
        };
        db.Add(call);
        db.Add(route.Decision(id));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (Gate.Open, call);
    }

    /// <summary>T2: from here on the call may have been paid. Asks the gate again, since time has passed since T1.</summary>
    public async Task<Gate> BeginSendingAsync(ModelCall call, ICallGate gate, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var answer = await gate.CheckAsync(db, call.Provider, cancellationToken);
        if (answer != Gate.Open) return answer;
        var now = time.UtcNow();
        var moved = await db.ModelCalls
            .Where(c => c.Id == call.Id && (c.State == CallState.Intent || c.State == CallState.InDoubt))
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.State, CallState.Sending).SetProperty(x => x.SentAt, x => x.SentAt ?? now), cancellationToken);
        if (moved == 0) return Gate.Lost;
        await transaction.CommitAsync(cancellationToken);
        return Gate.Open;
    }

    /// <summary>A call that was provably never sent and will not be.</summary>
    public Task SupersedeAsync(ModelCallId call, CallState from, string reason, CancellationToken cancellationToken) =>
        MoveAsync(call, [from], CallState.Superseded, reason, null, cancellationToken);

    /// <summary>T3 for a refusal: nothing is charged; what was booked in doubt is taken back.</summary>
    public async Task RecordRefusalAsync(ModelCall call, SendOutcome.Rejected refusal, DateTime retryAt, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var row = await db.ModelCalls.SingleAsync(c => c.Id == call.Id, cancellationToken);
        if (row.State is not (CallState.Sending or CallState.InDoubt)) return;
        var now = time.UtcNow();
        row.State = CallState.Rejected;
        row.EndedAt = now;
        row.Problem = refusal.Reason;
        row.RetryAt = refusal.Retryable ? retryAt : null;
        await ReleaseAsync(db, row, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>T3 for doubt: booked at the worst case, so that budgets never under-count.</summary>
    public async Task RecordDoubtAsync(ModelCallId call, string reason, byte[]? partial, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var row = await db.ModelCalls.SingleAsync(c => c.Id == call, cancellationToken);
        if (row.State != CallState.Sending) return;
        var now = time.UtcNow();
        row.State = CallState.InDoubt;
        row.EndedAt ??= now;
        row.Problem = reason;
        if (partial is { Length: > 0 }) row.AnswerHash = await BlobStore.PutAsync(db, partial, "application/octet-stream", now, cancellationToken);
        if (row.ReservedNanos is { } worst)
        {
            row.CostNanos = worst;
            row.Pricing = PricingState.Priced;
            await LedgerBook.SettleAsync(
                db, row, await runs.OfAsync(db, row.RunId, cancellationToken), new Money(worst), LedgerBasis.Estimate, row.CreatedAt, now, cancellationToken);
        }
        else
        {
            row.Pricing = PricingState.Unpriced;
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The doubt is over without an answer.</summary>
    /// <param name="call">A call in doubt.</param>
    /// <param name="to"><see cref="CallState.Resubmitted"/> or <see cref="CallState.WrittenOff"/>.</param>
    /// <param name="provenAbsent">The provider would know it and does not: the estimate is taken back. Else it stands.</param>
    /// <param name="reason">In plain words.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task EndDoubtAsync(ModelCallId call, CallState to, bool provenAbsent, string reason, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var row = await db.ModelCalls.SingleAsync(c => c.Id == call, cancellationToken);
        if (row.State != CallState.InDoubt) return;
        row.State = to;
        row.Problem = reason;
        if (provenAbsent) await ReleaseAsync(db, row, time.UtcNow(), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// T3 for an answer: bytes, use, price and ledger entry in one transaction. Not fenced by the lease:
    /// a result that was paid is kept, whoever brings it.
    /// </summary>
    public async Task RecordAnswerAsync(ModelCallId call, byte[] body, string? providerRef, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var row = await db.ModelCalls.SingleAsync(c => c.Id == call, cancellationToken);
        var late = row.State is CallState.Resubmitted or CallState.WrittenOff;
        if (!late && row.State is not (CallState.Sending or CallState.InDoubt)) return;

        var now = time.UtcNow();
        var request = new CanonicalRequest(row.Kind, row.Model, await BlobStore.GetAsync(db, row.RequestHash, cancellationToken));
        var answer = providers.Get(row.Provider).Read(request, body);
        row.AnswerHash = await BlobStore.PutAsync(db, body, "application/json", now, cancellationToken);
        row.ProviderRef = providerRef ?? "";
        row.EndedAt = now;
        row.State = late ? CallState.LateCharge : CallState.Responded;
        row.UsageEstimated = answer.Usage.Estimated;
        row.Problem = late ? "The provider charged this call after it had been given up." : "";
        foreach (var use in answer.Usage.Quantities)
        {
            db.Add(new UsageLine { Id = Id.New<UsageLineId>(), CallId = call, Meter = use.Meter, Variant = use.Variant, Quantity = use.Quantity });
        }

        var sent = row.SentAt ?? row.CreatedAt;
        var priced = prices.Price(row.Provider, row.Model, answer.Usage, sent, now);
        row.PriceEntries = priced.Cost is null ? "" : JsonSerializer.Serialize(priced.Entries.Select(e => e.Value));
        if (priced.Cost is { } cost)
            await ChargeAsync(db, row, cost, answer.Usage.Estimated ? LedgerBasis.Counted : LedgerBasis.Measured, now, cancellationToken);
        else row.Pricing = PricingState.Unpriced;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The answer is paid and kept, and of no use.</summary>
    public Task MarkUnusableAsync(ModelCallId call, string reason, CancellationToken cancellationToken) =>
        MoveAsync(call, [CallState.Responded], CallState.Unusable, reason, null, cancellationToken);

    /// <summary>Holds the step until a person decides.</summary>
    public async Task HoldAsync(ICallGate gate, string reason, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        gate.HoldStep(db, reason);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Takes back what was booked in doubt; nothing was charged.</summary>
    private async Task ReleaseAsync(GenOpsDbContext db, ModelCall row, DateTime now, CancellationToken cancellationToken)
    {
        if (row.Pricing == PricingState.Unpriced) row.Pricing = PricingState.None;
        if (row.CostNanos is null) return;
        row.CostNanos = 0;
        await LedgerBook.SettleAsync(
            db, row, await runs.OfAsync(db, row.RunId, cancellationToken), Money.Zero, LedgerBasis.Settlement, row.CreatedAt, now, cancellationToken);
    }

    /// <summary>The charge belongs to the period in which the call was intended.</summary>
    private async Task ChargeAsync(
        GenOpsDbContext db, ModelCall row, Money cost, LedgerBasis basis, DateTime now, CancellationToken cancellationToken)
    {
        row.CostNanos = cost.Nanos;
        row.Pricing = PricingState.Priced;
        await LedgerBook.SettleAsync(
            db, row, await runs.OfAsync(db, row.RunId, cancellationToken), cost, basis, row.CreatedAt, now, cancellationToken);
    }

    private async Task MoveAsync(
        ModelCallId call, CallState[] from, CallState to, string reason, DateTime? retryAt, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = time.UtcNow();
        await db.ModelCalls.Where(c => c.Id == call && from.Contains(c.State)).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.State, to)
                .SetProperty(x => x.Problem, reason)
                .SetProperty(x => x.RetryAt, retryAt)
                .SetProperty(x => x.EndedAt, x => x.EndedAt ?? now),
            cancellationToken);
    }
}
