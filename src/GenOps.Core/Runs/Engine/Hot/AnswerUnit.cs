using GenOps.Core.Calls;
using GenOps.Core.Data.Store;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Steps;

namespace GenOps.Core.Runs.Engine.Hot;

/// <summary>
/// T3 and T4 of one step, and T0 to T2 of the next, in one commit. Refused it changes nothing: the answer is then recorded by itself,
/// whoever holds the step, and the slow way decides what follows.
/// </summary>
internal sealed class AnswerUnit(HotRun run, HotQuestion asked, HotAnswer answer, IStepFence fence, AccountsPart accounts, TimeProvider time, HotQuestion? next, ClaimPart? claim)
    : StoreUnit
{
    private GateFacts gates = null!;
    private Asked<Run?> row = null!;
    private Asked<IReadOnlyList<StepRun>> heads = null!;
    private Asked<StepRun?>? own;
    private Asked<StepRun?>? following;
    private ItemsPart? items;
    private Asked<IReadOnlyList<StepRun>>? siblings;
    private Asked<IReadOnlyList<int>>? places;
    private Asked<ModelCall?> call = null!;
    private Asked<IReadOnlyList<Output>>? outputs;
    private readonly List<Output> approved = [];
    private readonly List<(Output Output, OutputRevision Revision, IReadOnlyList<Artifact> Artifacts)> drafted = [];
    private readonly List<BudgetAccount> charged = [];
    private Asked<IReadOnlyList<BudgetReservation>> reserved = null!;
    private LedgerEntry? entry;
    private DateTime now;

    /// <inheritdoc />
    public override Guid Key => run.Row.Id.Value;

    /// <inheritdoc />
    public override bool IsUrgent => true;

    /// <summary>Whether the next step was claimed.</summary>
    public bool NextTaken { get; private set; }

    /// <summary>It was refused since the step is the last open item of its map, and what that gives was not made ready.</summary>
    public bool IsLast { get; private set; }

    /// <summary>The run ends by it and is one of a pipeline that takes only so many at once.</summary>
    public bool FreesPlace => places is { Value.Count: > 0 } && Run.IsFinal(Row.State);

    /// <summary>The run as it was committed.</summary>
    public Run Row => row.Value!;

    /// <summary>Its steps as they were committed, but for the items of maps.</summary>
    public IReadOnlyList<StepRun> Heads => heads.Value;

    /// <inheritdoc />
    public override void Lock(StoreLocks locks)
    {
        locks.Rows<Run>(1, run.Row.Id.Value);
        locks.Where<StepRun>(2, run.HeadsWhere, run.HeadsValues);
        locks.Rows<StepRun>(2, new[] { asked, next }.OfType<HotQuestion>().Where(q => q.IsOfItem).Select(q => q.Lease.Step.Id.Value));
        locks.Rows<ModelCall>(3, answer.Call.Id.Value);
        accounts.Lock(locks);
        claim?.Lock(locks);
    }

    /// <inheritdoc />
    public override void Ask(StoreReading reading)
    {
        now = time.UtcNow();
        // Asked anew where its group has to begin again.
        (NextTaken, IsLast, entry) = (false, false, null);
        approved.Clear();
        drafted.Clear();
        charged.Clear();
        gates = reading.Shared<GateFacts>();
        row = reading.Row<Run>("\"Id\" = $1", run.Row.Id);
        heads = reading.Rows<StepRun>(run.HeadsWhere, run.HeadsValues);
        own = asked.IsOfItem ? reading.Row<StepRun>("\"Id\" = $1", asked.Lease.Step.Id) : null;
        following = next is { IsOfItem: true } ? reading.Row<StepRun>("\"Id\" = $1", next.Lease.Step.Id) : null;
        items = run.Script.Definition.Steps.Any(s => s.Map is not null) ? ItemsPart.Ask(reading, asked.Lease.Step) : null;
        call = reading.Row<ModelCall>("\"Id\" = $1", answer.Call.Id);
        siblings = answer.Join is null ? null : HotAnswers.Items(reading, asked.Lease.Step);
        // What leads on to a next step does not end the run.
        var mayEnd = next is null && !asked.IsOfItem || answer.Join is not null;
        outputs = mayEnd || answer.Drafts.Count > 0 ? reading.Rows<Output>("\"RunId\" = $1", run.Row.Id) : null;
        places = mayEnd ? reading.Values<int>("""SELECT "MostRunsAtOnce" FROM "Pipelines" WHERE "Id" = $1 AND "MostRunsAtOnce" IS NOT NULL""", run.Row.PipelineId) : null;
        reserved = reading.Rows<BudgetReservation>("\"CallId\" = $1 AND \"ClosedAt\" IS NULL", answer.Call.Id);
        accounts.Ask(reading);
        claim?.Ask(reading, run.Row, now);
    }

    /// <inheritdoc />
    public override bool Decide()
    {
        if (row.Value is not { } at || call.Value is not { State: CallState.Sending, EndedAt: null } sent) return false;
        if (RowOf(asked, own) is not { } step || !fence.Holds(step, asked.Lease.Step)) return false;
        if (asked.IsOfItem && !Joins()) return false;
        if (asked.Lease.Timeout is not null && step.Deadline <= now) return false;
        if (!gates.IsWell(sent.Provider, sent.Model) || accounts.Of(gates, sent.CreatedAt) is not { } covering || !Settles(covering)) return false;
        var board = BoardOf(at, step);
        var moves = RunDecision.Decide(board, answer.Outcome, now);
        if (!Knows(moves)) return false;
        Book(at, sent, step);
        Settle(covering);
        Apply(at, step, moves);
        NextTaken = next is not null && RowOf(next, following) is { } then && claim!.Decide(at, then, now);
        return true;
    }

    /// <summary>Whether its map goes on, or is done as was foreseen.</summary>
    private bool Joins()
    {
        var isLast = !items!.HasOpenSiblings;
        IsLast = isLast && answer.Join is null;
        return isLast ? siblings is not null && siblings.Value.Select(StepFact.Of).SequenceEqual(answer.Join!.Siblings) : answer.Join is null;
    }

    private StepRun? RowOf(HotQuestion question, Asked<StepRun?>? item) =>
        question.IsOfItem ? item!.Value : heads.Value.FirstOrDefault(h => h.Id == question.Lease.Step.Id);

    /// <inheritdoc />
    public override void Write(StoreWriting writing)
    {
        writing.Blob(answer.Reading.Body, now);
        writing.Blob(answer.Given, now);
        writing.Update(call.Value!);
        foreach (var line in answer.Reading.Lines(answer.Call.Id)) writing.Insert(line);
        if (entry is not null) writing.Insert(entry);
        foreach (var reservation in reserved.Value) writing.Update(reservation);
        foreach (var account in charged) writing.Update(account);
        foreach (var head in heads.Value) writing.Update(head);
        if (asked.IsOfItem) writing.Update(own!.Value!);
        if (answer.Join is { } join) writing.Blob(join.List, now);
        foreach (var content in answer.Drafts.SelectMany(d => d.Contents)) writing.Blob(content, now);
        foreach (var (output, revision, artifacts) in drafted)
        {
            writing.Insert(output);
            writing.Insert(revision);
            foreach (var artifact in artifacts) writing.Insert(artifact);
        }

        foreach (var output in approved) writing.Update(output);
        writing.Update(row.Value!);
        if (NextTaken) claim!.Write(writing, now);
    }

    private RunBoard BoardOf(Run at, StepRun step) => new()
    {
        Script = run.Script,
        Run = RunFact.Of(at),
        Step = StepFact.Of(step),
        Given = answer.Given.Hash,
        Items = items?.Others ?? [],
        Heads = heads.Value.ToDictionary(h => h.StepId, StepFact.Of),
        Siblings = answer.Join?.Siblings ?? [],
        List = answer.Join?.List.Hash,
        Outputs = [.. Outputs.OrderBy(o => o.Name, StringComparer.Ordinal).ThenBy(o => o.Item).Select(o => new OutputFact(o.Id, o.Name, o.Item, o.State, o.AcceptedAt is not null))],
    };

    private IReadOnlyList<Output> Outputs => outputs?.Value ?? [];

    /// <summary>Whether all that follows is what was made ready for it, and nothing that the slow way has to see to.</summary>
    private bool Knows(RunMoves moves) =>
        moves is { Step.State: StepState.Succeeded, Unreached: null, Wakes.Count: 0, Run.State: RunState.Running or RunState.WaitingForReview or RunState.Succeeded }
        && (outputs is not null || !Run.IsFinal(moves.Run.State))
        && answer.Foresaw(moves.Following)
        && !moves.Following.Drafts.Any(d => Outputs.Any(o => o.Name == d.Name && o.Item == d.Item))
        && !moves.Following.Freed.Any(id => run.Script.Definition.Step(id) is PublishStep);

    private void Book(Run at, ModelCall sent, StepRun step)
    {
        answer.Reading.Put(sent, CallState.Responded, answer.Answered.ProviderRef, answer.Answered.CutAt, now);
        entry = CallBooking.FirstEntry(sent, answer.Price, RunSnapshot.Of(at), now);
        CallTransitions.Move(sent, CallState.Applied);
        (step.Exceptions, step.LostLeases, step.WaitSince) = (0, 0, null);
    }

    /// <summary>Whether its cost takes the place of what was reserved for it, and nobody waits for the difference.</summary>
    private bool Settles(IReadOnlyList<(Budget Budget, BudgetAccount Account)> covering) =>
        (covering.Count == 0 && reserved.Value.Count == 0)
        || (answer.Price.IsWhole && !accounts.IsWaitedFor && reserved.Value.All(r => covering.Any(c => c.Account.Id == r.AccountId)));

    private void Settle(IReadOnlyList<(Budget Budget, BudgetAccount Account)> covering)
    {
        foreach (var (_, account) in covering)
        {
            foreach (var open in reserved.Value.Where(r => r.AccountId == account.Id))
            {
                account.ReservedNanos -= open.Nanos;
                open.ClosedAt = now;
            }

            account.SpentNanos += entry!.Amount.Nanos;
            charged.Add(account);
        }
    }

    private void Apply(Run at, StepRun step, RunMoves moves)
    {
        moves.Step.Apply(step, now);
        step.OutputHash = answer.Given.Hash;
        foreach (var joined in moves.Following.Joined)
        {
            var map = heads.Value.Single(h => h.StepId == joined.StepId);
            StepTransitions.Move(map, joined.State);
            (map.OutputHash, map.Score, map.Missing, map.SchemaValid, map.EndedAt) = (joined.Output, joined.Score, joined.Missing, joined.SchemaValid, now);
        }

        foreach (var made in answer.Drafts)
        {
            var output = OutputDrafting.NewOutput(new OutputDraft(at.Id, at.PipelineId, at.VersionId, at.Money, made.Name, made.Item, OutputAssembly.Author, made.Revision), now);
            var (revision, artifacts) = OutputDrafting.NewRevision(output, OutputAssembly.Author, made.Revision, now);
            drafted.Add((output, revision, artifacts));
        }

        foreach (var head in heads.Value.Where(h => moves.Following.Freed.Contains(h.StepId)))
        {
            StepTransitions.Move(head, StepState.Ready);
            head.ReadyAt = now;
        }

        at.Problem = moves.Run.Problem;
        if (at.State == moves.Run.State) return;
        RunTransitions.Move(at, moves.Run.State);
        if (at.State != RunState.Succeeded) return;
        at.EndedAt = now;
        approved.AddRange(Outputs.Where(o => o.State == OutputState.Drafted));
        foreach (var output in approved.Concat(drafted.Select(d => d.Output))) OutputTransitions.ApproveByRule(output, now);
    }
}
