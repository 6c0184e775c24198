using GenOps.Core.Calls;
using GenOps.Core.Data.Store;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Ledger.Budgets;

namespace GenOps.Core.Runs.Engine.Hot;

/// <summary>
/// T0, T1 and T2 of one step in one commit: it is claimed, and its call is born as one that is being sent. Before the commit nothing
/// of it exists; after it the ambiguity is that of every call between its commit and its POST.
/// </summary>
/// <param name="question">The step's call.</param>
/// <param name="node">Who sends it.</param>
/// <param name="runTimeout">How long the run may take; null for as long as it takes.</param>
/// <param name="accounts">The accounts it counts in.</param>
internal sealed class ClaimPart(HotQuestion question, NodeIdentity node, TimeSpan? runTimeout, AccountsPart accounts)
{
    private readonly List<BudgetReservation> reservations = [];
    private readonly List<BudgetAccount> promised = [];
    private IReadOnlyList<CallLimit> limits = [];
    private GateFacts gates = null!;
    private const string LimitedPlaces = "places";

    private Asked<IReadOnlyList<string>> inItsWay = null!;
    private StepRun? claimed;

    /// <summary>Locks the limits of its provider and the accounts it counts in.</summary>
    public void Lock(StoreLocks locks)
    {
        locks.Where<CallLimit>(4, "\"Provider\" = $1", question.Draft.Route.Provider);
        accounts.Lock(locks);
    }

    /// <summary>Asks for what may stand in its way.</summary>
    public void Ask(StoreReading reading, Run run, DateTime now)
    {
        reservations.Clear();
        promised.Clear();
        accounts.Ask(reading);
        gates = reading.Shared<GateFacts>();
        // One question, as each costs more than what it finds.
        inItsWay = reading.Values<string>(
            $"""
            SELECT 'held' FROM "Holds" WHERE "ReleasedAt" IS NULL AND ("Until" IS NULL OR "Until" > $3)
              AND (("Scope" = 'Run' AND "Target" = $1) OR ("Scope" = 'Step' AND "Target" = $2))
            UNION ALL SELECT '{LimitedPlaces}' FROM "Pipelines" WHERE "Id" = $4 AND "MostRunsAtOnce" IS NOT NULL
            UNION ALL SELECT 'erased' FROM "Blobs" WHERE "ErasedAt" IS NOT NULL AND "Hash" IN ({string.Join(", ", question.Sources.Select((_, n) => $"${n + 5}"))})
            """,
            [run.Id.ToString(), question.Lease.Step.Id.ToString(), now, run.PipelineId, .. question.Sources]);
    }

    /// <summary>Claims the step, where it is as the question was made for and nothing stands in its way.</summary>
    /// <param name="run">Its run, as it stands then; it begins with its first step.</param>
    /// <param name="step">As it stands then.</param>
    /// <param name="now">UTC.</param>
    /// <returns>False: nothing was changed.</returns>
    public bool Decide(Run run, StepRun step, DateTime now)
    {
        var lease = question.Lease;
        var begins = run.State == RunState.Pending || run.StartedAt is null;
        if (run.State is not (RunState.Pending or RunState.Running) || run.CancelRequested || run.TimedOutAt is not null || run.Deadline <= now) return false;
        if (step.State != StepState.Ready || step.LeaseEpoch != lease.Step.LeaseEpoch - 1 || step.Attempts > 0) return false;
        if (step.Deadline <= now || (step.ReadyAt > now && !WaitKinds.Timeless.Contains(step.WaitsFor))) return false;
        if (inItsWay.Value.Any(w => begins || w != LimitedPlaces) || !gates.Lets(run, step, question.Draft.Route, now)) return false;
        limits = gates.LimitsOf(question.Draft.Route.Provider, question.Draft.Route.Model);
        if (accounts.Of(gates, now) is not { } covering || !Fits(covering) || !CallPermits.Take(limits, question.Draft.Worst.Tokens, now, gates.UnderWay)) return false;
        if (begins)
        {
            if (run.State == RunState.Pending) RunTransitions.Move(run, RunState.Running);
            run.StartedAt ??= now;
        }

        run.Deadline ??= now + runTimeout;
        StepTransitions.Move(step, StepState.Running);
        (step.LeaseOwner, step.LeaseEpoch, step.LeaseUntil) = (lease.Step.LeaseOwner, lease.Step.LeaseEpoch, lease.Step.LeaseUntil);
        step.Attempts++;
        step.StartedAt ??= now;
        step.Deadline ??= now + lease.Timeout;
        step.Problem = "";
        (lease.Step.StartedAt, lease.Step.Deadline) = (step.StartedAt, step.Deadline);
        claimed = step;
        var call = question.Draft.CallOf(question.Ticket, 0, question.Tier, node, question.Reserved, now);
        CallTransitions.Move(call, CallState.Sending);
        call.SentAt = now;
        question.Call = call;
        if (question.Reserved is { } need) Promise(covering, call, need, now);
        gates.Count(question.Draft.Route);
        return true;
    }

    /// <summary>Whether its worst case fits each hard budget, with all that is promised; what has no price fits none.</summary>
    private bool Fits(IReadOnlyList<(Budget Budget, BudgetAccount Account)> covering) => covering.All(c => c.Budget.Kind != BudgetKind.Hard
        || (question.Reserved is { } need && c.Account.SpentNanos + c.Account.ReservedNanos + need.Nanos <= c.Budget.AmountNanos));

    private void Promise(IReadOnlyList<(Budget Budget, BudgetAccount Account)> covering, ModelCall call, Money need, DateTime now)
    {
        foreach (var (budget, account) in covering)
        {
            account.ReservedNanos += need.Nanos;
            promised.Add(account);
            reservations.Add(BudgetGate.Reservation(budget.Id, account.Id, call.Id, need, now));
        }
    }

    /// <summary>Writes the claim and the call; the run is its unit's to write.</summary>
    public void Write(StoreWriting writing, DateTime now)
    {
        writing.Blob(question.Draft.Body, now);
        writing.Update(claimed!);
        writing.Insert(question.Call!);
        writing.Insert(question.Draft.Decision);
        foreach (var limit in limits) writing.Update(limit);
        foreach (var account in promised) writing.Update(account);
        foreach (var reservation in reservations) writing.Insert(reservation);
    }
}
