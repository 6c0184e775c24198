using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Pricing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Protocol;

/// <summary>
/// T2 and T3 of the paid-call protocol: the sending is recorded, and what came of it. Each commits alone, so that after a kill the
/// state says exactly what may have been paid.
/// </summary>
public sealed class CallLog(
    IDbContextFactory<GenOpsDbContext> factory,
    IProviderRegistry providers,
    IPriceBook prices,
    IRunSnapshots runs,
    IStepProgress progress,
    BudgetBook book,
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

    /// <summary>T2: from here on the call may have been paid. Asks the gate again, since time has passed since T1.</summary>
    public async Task<Gate> BeginSendingAsync(ModelCall call, ICallGate gate, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var answer = await gate.CheckAsync(db, call.Provider, cancellationToken);
        // A call that may have been paid is brought to its answer, whatever the time.
        if (answer == Gate.TimedOut && call.State == CallState.InDoubt) answer = Gate.Open;
        if (answer != Gate.Open) return answer;
        var now = time.UtcNow();
        var home = node.Home;
        var moved = await db.ModelCalls
            .Where(c => c.Id == call.Id && (c.State == CallState.Intent || c.State == CallState.InDoubt))
            .MoveAsync(
                CallState.Sending, c => c.SetProperty(x => x.SentAt, x => x.SentAt ?? now).SetProperty(x => x.Node, home), cancellationToken);
        if (moved == 0) return Gate.Lost;
        await transaction.CommitAsync(cancellationToken);
        return Gate.Open;
    }

    /// <summary>A call that was provably never sent and will not be.</summary>
    public async Task SupersedeAsync(ModelCallId call, CallState from, string reason, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        if (await MoveAsync(db, call, from, CallState.Superseded, reason, cancellationToken) == 0) return;
        await CommitAsync(db, transaction, call, null, cancellationToken);
    }

    /// <summary>
    /// T3 for a refusal: nothing is charged, unless the call had been sent before. A repetition that is refused says nothing of
    /// the first sending, which stays in doubt.
    /// </summary>
    public async Task RecordRefusalAsync(ModelCall call, SendOutcome.Rejected refusal, DateTime retryAt, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var row = await db.ModelCalls.SingleAsync(c => c.Id == call.Id, cancellationToken);
        if (!MayHaveBeenSent(row) || row.State == CallState.InDoubt) return;
        var now = time.UtcNow();
        var repeated = row.EndedAt is not null;
        CallTransitions.Move(row, repeated ? CallState.InDoubt : CallState.Rejected);
        row.EndedAt ??= now;
        row.Problem = repeated ? $"It may have been charged, and its repetition was refused: {refusal.Reason}" : refusal.Reason;
        row.RetryAt = refusal.Retryable && !repeated ? retryAt : null;
        row.Failure = refusal.Kind;
        if (CallFailures.IsOfProvider(refusal.Kind)) await CircuitBreaker.FailAsync(db, row.Provider, row.Model, refusal.Reason, now, cancellationToken);
        if (refusal is { Kind: CallFailure.RateLimited, RetryAfter: not null }) await CallPermits.BlockAsync(db, row.Provider, row.Model, retryAt, cancellationToken);
        await CommitAsync(db, transaction, row.Id, null, cancellationToken);
    }

    /// <summary>T3 for doubt: booked at the worst case, so that budgets never under-count.</summary>
    public async Task RecordDoubtAsync(ModelCallId call, string reason, byte[]? partial, bool ofProvider, CancellationToken cancellationToken)
    {
        var part = partial is { Length: > 0 } ? BlobContent.Of(partial, "application/octet-stream") : null;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var row = await db.ModelCalls.SingleAsync(c => c.Id == call, cancellationToken);
        if (row.State != CallState.Sending) return;
        var now = time.UtcNow();
        CallTransitions.Move(row, CallState.InDoubt);
        row.EndedAt ??= now;
        row.Problem = reason;
        if (part is not null) row.AnswerHash = await BlobStore.PutAsync(db, part, now, cancellationToken);
        LedgerEntry? entry = null;
        if (row.ReservedNanos is { } worst)
        {
            row.CostNanos = worst;
            row.Pricing = PricingState.Priced;
            entry = await LedgerBook.SettleAsync(
                db, row, await runs.OfAsync(db, row.RunId, cancellationToken), new Money(worst), LedgerBasis.Estimate, row.CreatedAt, now, cancellationToken);
        }
        else
        {
            row.Pricing = PricingState.Unpriced;
        }

        if (ofProvider)
        {
            row.Failure = CallFailure.Lost;
            await CircuitBreaker.FailAsync(db, row.Provider, row.Model, reason, now, cancellationToken);
        }

        await CommitAsync(db, transaction, call, entry, cancellationToken);
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
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var row = await db.ModelCalls.SingleAsync(c => c.Id == call, cancellationToken);
        if (row.State != CallState.InDoubt) return;
        CallTransitions.Move(row, to);
        row.Problem = reason;
        var entry = provenAbsent ? await ReleaseAsync(db, row, time.UtcNow(), cancellationToken) : null;
        await CommitAsync(db, transaction, call, entry, cancellationToken);
    }

    /// <summary>
    /// T3 for an answer: bytes, use, price and ledger entry in one transaction. Not fenced by the lease:
    /// a result that was paid is kept, whoever brings it.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="body">As it arrived.</param>
    /// <param name="providerRef">The provider's own name of it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="asked">The recorded request, where it is at hand.</param>
    /// <param name="cutAt">The bound in bytes at which it was cut off; null where it is whole.</param>
    /// <returns>What it says; null where it is not the call's answer: it was answered before, or had been given up.</returns>
    public async Task<ModelAnswer?> RecordAnswerAsync(
        ModelCallId call, byte[] body, string? providerRef, CancellationToken cancellationToken, CanonicalRequest? asked = null, long? cutAt = null)
    {
        var reading = await ReadAsync(call, body, asked, cutAt, cancellationToken);
        var answer = reading.Answer;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var row = await db.ModelCalls.SingleAsync(c => c.Id == call, cancellationToken);
        if (CallTransitions.IsAnswered(row.State))
        {
            await RecordAgainAsync(db, transaction, row, reading, providerRef, cancellationToken);
            return null;
        }

        // Whoever answers was asked, whatever was written down of it.
        if (row.State == CallState.Intent) CallTransitions.Move(row, CallState.Sending);
        var late = CallTransitions.Moves.Allows(row.State, CallState.LateCharge);
        if (!late && !MayHaveBeenSent(row)) return null;

        var now = time.UtcNow();
        row.AnswerHash = await BlobStore.PutAsync(db, reading.Body, now, cancellationToken);
        row.AnswerCutAt = cutAt;
        row.ProviderRef = providerRef ?? answer.Reference ?? "";
        row.EndedAt = now;
        CallTransitions.Move(row, late ? CallState.LateCharge : CallState.Responded);
        row.UsageEstimated = answer.Usage.Estimated;
        row.AnsweredModel = answer.Model ?? "";
        row.ServiceTier = answer.ServiceTier ?? "";
        row.Problem = late ? "The provider answered this call after it had ended without an answer. The answer is kept, and its charge booked." : "";
        foreach (var use in answer.Usage.Quantities)
        {
            db.Add(new UsageLine { Id = Id.New<UsageLineId>(), CallId = call, Meter = use.Meter, Variant = use.Variant, Quantity = use.Quantity });
        }

        var sent = row.SentAt ?? row.CreatedAt;
        var priced = prices.Price(row.Provider, row.PricedModel, answer.Usage, sent, now, ServiceTiers.KeyOf(row.ServiceTier));
        var run = await runs.OfAsync(db, row.RunId, cancellationToken);
        var entry = await CallBooking.BookAsync(db, row, priced, run, now, cancellationToken);
        row.Failure = null;
        await CircuitBreaker.SucceedAsync(db, row.Provider, row.Model, cancellationToken);
        if (!late) await progress.AnsweredAsync(db, row.StepRunId, cancellationToken);
        await CommitAsync(db, transaction, call, entry, cancellationToken, CallBooking.Uncounted(row, run));
        return late ? null : answer;
    }

    /// <summary>The same answer again changes nothing, and neither does any to a provider that charges a key once. Another one is a second charge.</summary>
    private async Task RecordAgainAsync(
        GenOpsDbContext db, WriteTransaction transaction, ModelCall row, AnswerReading reading, string? providerRef, CancellationToken cancellationToken)
    {
        var (hash, reference) = (reading.Body.Hash, providerRef ?? reading.Answer.Reference ?? "");
        var same = row.AnswerHash == hash || (reference.Length > 0 && reference == row.ProviderRef);
        if (same || providers.Get(row.Provider).CapabilitiesFor(row.Kind).Idempotent) return;
        if (await db.DuplicateAnswers.AnyAsync(d => d.CallId == row.Id && (d.AnswerHash == hash || (reference != "" && d.ProviderRef == reference)), cancellationToken)) return;
        var (now, usage) = (time.UtcNow(), reading.Answer.Usage);
        await BlobStore.PutAsync(db, reading.Body, now, cancellationToken);
        db.Add(new DuplicateAnswer { CallId = row.Id, AnswerHash = hash, ProviderRef = reference, At = now });
        row.Problem = "The provider answered this call more than once. Each further answer is kept, and its charge booked as a duplicate.";
        var priced = prices.Price(
            row.Provider, reading.Answer.Model ?? row.Model, usage, row.SentAt ?? row.CreatedAt, now, ServiceTiers.KeyOf(reading.Answer.ServiceTier ?? ""));
        var (amount, basis) = priced.Cost is { } cost
            ? (cost, usage.Estimated ? LedgerBasis.Counted : LedgerBasis.Measured)
            : (new Money(Math.Max(priced.Part.Nanos, row.ReservedNanos ?? 0)), LedgerBasis.Estimate);
        var run = await runs.OfAsync(db, row.RunId, cancellationToken);
        var entry = amount == Money.Zero ? null : await LedgerBook.ChargeDuplicateAsync(db, row, run, amount, basis, row.CreatedAt, now, cancellationToken);
        await CommitAsync(db, transaction, row.Id, entry, cancellationToken, CallBooking.Uncounted(row, run));
    }

    /// <summary>The answer is paid and kept, and of no use.</summary>
    public async Task MarkUnusableAsync(ModelCallId call, string reason, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await MoveAsync(db, call, CallState.Responded, CallState.Unusable, reason, cancellationToken);
    }

    /// <summary>Holds the step until a person decides.</summary>
    public async Task HoldAsync(ICallGate gate, WaitCause cause, string reason, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        gate.HoldStep(db, cause, reason);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Keeps the part of an answer that arrived before its process ended, beside a call that has no answer.</summary>
    public async Task KeepPartAsync(ModelCallId call, byte[] part, CancellationToken cancellationToken)
    {
        if (part.Length == 0) return;
        var content = BlobContent.Of(part, "application/octet-stream");
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var row = await db.ModelCalls.SingleOrDefaultAsync(c => c.Id == call, cancellationToken);
        if (row is not { AnswerHash: null }) return;
        row.AnswerHash = await BlobStore.PutAsync(db, content, time.UtcNow(), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Says of calls this node sent that its spool does not hold their answer.</summary>
    /// <param name="kept">Those it still works on, or has an answer to.</param>
    /// <param name="sentBefore">UTC; later ones may have begun since <paramref name="kept"/> was made.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task LetGoAsync(IReadOnlyCollection<ModelCallId> kept, DateTime sentBefore, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var home = node.Home;
        await db.ModelCalls
            .Where(c => c.State == CallState.Sending || c.State == CallState.InDoubt)
            .Where(c => c.Node == home && c.SentAt < sentBefore && !kept.Contains(c.Id))
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.Node, ""), cancellationToken);
    }

    /// <summary>What an answer says, by the reader of the provider that was asked.</summary>
    private async Task<AnswerReading> ReadAsync(
        ModelCallId call, byte[] body, CanonicalRequest? asked, long? cutAt, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var row = await db.ModelCalls.AsNoTracking().SingleAsync(c => c.Id == call, cancellationToken);
        return AnswerReading.Of(providers.Get(row.Provider), asked ?? await RequestAsync(row, cancellationToken), body, cutAt);
    }

    private static bool MayHaveBeenSent(ModelCall row) => row.State is CallState.Sending or CallState.InDoubt;

    /// <summary>Takes back what was booked in doubt; nothing was charged.</summary>
    private async Task<LedgerEntry?> ReleaseAsync(GenOpsDbContext db, ModelCall row, DateTime now, CancellationToken cancellationToken)
    {
        if (row.Pricing == PricingState.Unpriced) row.Pricing = PricingState.None;
        if (row.CostNanos is null) return null;
        row.CostNanos = 0;
        return await LedgerBook.SettleAsync(
            db, row, await runs.OfAsync(db, row.RunId, cancellationToken), Money.Zero, LedgerBasis.Settlement, row.CreatedAt, now, cancellationToken);
    }

    /// <summary>
    /// Saves what became of a call, and then settles its reservations: in this order, so that a budget created meanwhile either
    /// finds the charge in the ledger or is found by it.
    /// </summary>
    private async Task CommitAsync(
        GenOpsDbContext db, WriteTransaction transaction, ModelCallId call, LedgerEntry? entry, CancellationToken cancellationToken, Uncounted? uncounted = null)
    {
        await db.SaveChangesAsync(cancellationToken);
        await book.SettleAsync(db, call, entry, time.UtcNow(), cancellationToken, uncounted);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<int> MoveAsync(
        GenOpsDbContext db, ModelCallId call, CallState from, CallState to, string reason, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        return await db.ModelCalls.Where(c => c.Id == call && c.State == from).MoveAsync(
            to, c => c.SetProperty(x => x.Problem, reason).SetProperty(x => x.EndedAt, x => x.EndedAt ?? now), cancellationToken);
    }
}
