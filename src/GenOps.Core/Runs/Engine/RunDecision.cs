using GenOps.Core.Blobs;
using GenOps.Core.Outputs;
using GenOps.Core.Runs.Steps;

namespace GenOps.Core.Runs.Engine;

/// <summary>What a run's course demands, from plain facts: no context, no clock, no wait. The same facts give the same moves.</summary>
public static class RunDecision
{
    /// <summary>Why a step of a run that timed out was not done.</summary>
    public const string TimeOver = "The run's time was over.";

    /// <summary>What becomes of a step, of what waits for it, and of its run.</summary>
    /// <param name="board">The facts.</param>
    /// <param name="outcome">What came of the step.</param>
    /// <param name="now">UTC.</param>
    public static RunMoves Decide(RunBoard board, StepOutcome outcome, DateTime now)
    {
        var step = StepDecision.Of(board, outcome, now);
        var after = board.Step with { State = step.State, Output = board.Given, Score = step.Score, Missing = step.Missing, SchemaValid = step.SchemaValid };
        // Drafting may be what throws, and a run that fails by it delivers nothing.
        var following = StepRun.IsFinal(step.State) && outcome is not StepOutcome.BrokenOff ? Follow(board, after) : RunFollowing.Nothing;
        var (problem, unreached) = step.State == StepState.Failed ? Fail(board.Run, after, step.Problem) : (board.Run.Problem, null);
        DateTime?[] wakes = [step.Wake, step.State == StepState.Ready && board.PauseOver ? now : null];
        return new RunMoves
        {
            Step = step,
            Following = following,
            Unreached = unreached,
            Run = Settle(board.Run with { Problem = problem }, StatesAfter(board, after, following, unreached is not null), OnlyRejected(board.Outputs, following.Drafts)),
            Wakes = [.. wakes.OfType<DateTime>()],
        };
    }

    /// <summary>What follows from a step that ended: its map is done, outputs are complete, and what waited for it is ready.</summary>
    public static RunFollowing Follow(RunBoard board, StepFact ended)
    {
        var heads = new Dictionary<string, StepFact>(board.Heads);
        if (ended.Item == StepRun.NoItem) heads[ended.StepId] = ended;
        List<StepFact> joined = [];
        if (StepRun.IsDone(ended.State) && board.Siblings.Count > 0 && heads[ended.StepId] is { State: StepState.Expanded } map)
            joined.Add(heads[ended.StepId] = Join(map, [.. board.Siblings.Select(s => s.Item == ended.Item ? ended : s)], board.List));
        return new RunFollowing
        {
            Joined = joined,
            Drafts = OutputCompletion.Of(board.Script, heads, [.. board.Parts, ended], [ended, .. joined]),
            Freed = StepRun.IsDone(ended.State) ? Freed(board.Script, heads) : [],
        };
    }

    /// <summary>The steps that are ready since all they wait for is done or skipped.</summary>
    public static IReadOnlyList<string> Freed(RunScript script, IReadOnlyDictionary<string, StepFact> heads) =>
    [
        .. script.Definition.Steps.Select(s => s.Id).Where(id => heads[id].State == StepState.Blocked
            && script.Graph.DependenciesOf(id).All(d => StepRun.IsDone(heads[d].State))),
    ];

    /// <summary>Where a run stands, by the states its steps are in; it ends when nothing is left to do.</summary>
    /// <param name="run">The run.</param>
    /// <param name="states">Each at least once.</param>
    /// <param name="onlyRejected">People have refused all it made.</param>
    public static RunMove Settle(RunFact run, IReadOnlyCollection<StepState> states, bool onlyRejected)
    {
        var state = run switch
        {
            _ when Run.IsFinal(run.State) => run.State,
            { CancelRequested: true } when states.All(StepRun.IsFinal) => RunState.Cancelled,
            _ when states.All(StepRun.IsFinal) =>
                run.TimedOut || states.Contains(StepState.Failed) ? RunState.Failed : onlyRejected ? RunState.Rejected : RunState.Succeeded,
            // What has no place yet does not get one by what ended; it takes it with its next claim.
            { State: RunState.Pending } => RunState.Pending,
            _ when states.Contains(StepState.Ready) || states.Contains(StepState.Running) => RunState.Running,
            _ => states.Contains(StepState.WaitingForReview) ? RunState.WaitingForReview : RunState.Running,
        };
        return new RunMove(state, run.Problem);
    }

    /// <summary>Whether people have refused all that a run made.</summary>
    /// <param name="outputs">Those there are.</param>
    /// <param name="drafts">Those that are made now.</param>
    public static bool OnlyRejected(IReadOnlyCollection<OutputFact> outputs, IReadOnlyCollection<OutputParts> drafts) =>
        outputs.Count > 0 && outputs.All(o => o.State == OutputState.Rejected) && drafts.All(d => outputs.Any(o => o.Name == d.Name && o.Item == d.Item));

    /// <summary>A mapped step that is done with its items.</summary>
    /// <param name="map">As it stood.</param>
    /// <param name="items">In order.</param>
    /// <param name="list">What they gave, by its content.</param>
    public static StepFact Join(StepFact map, IReadOnlyList<StepFact> items, BlobHash? list) => map with
    {
        State = StepState.Succeeded,
        Output = list,
        Score = items.Min(i => i.Score),
        Missing = items.Any(i => i.Missing is not null) ? items.Sum(i => i.Missing ?? 0) : null,
        SchemaValid = items.Any(i => i.SchemaValid is not null) ? items.All(i => i.SchemaValid != false) : null,
    };

    private static (string Problem, string Unreached) Fail(RunFact run, StepFact failed, string why)
    {
        var name = failed.Item == StepRun.NoItem ? $"Step '{failed.StepId}'" : $"Step '{failed.StepId}', item {failed.Item + 1},";
        return (run.Problem.Length == 0 ? $"{name} failed: {why}" : run.Problem, $"Not reached: {name} failed.");
    }

    private static HashSet<StepState> StatesAfter(RunBoard board, StepFact after, RunFollowing following, bool unreached)
    {
        var heads = board.Heads.ToDictionary(h => h.Key, h => h.Value.State);
        if (after.Item == StepRun.NoItem) heads[after.StepId] = after.State;
        foreach (var joined in following.Joined) heads[joined.StepId] = joined.State;
        foreach (var id in following.Freed) heads[id] = StepState.Ready;
        HashSet<StepState> others = [.. heads.Values, .. board.Items];
        if (unreached) others = [.. others.Select(s => StepRun.IsFinal(s) || s == StepState.Running ? s : StepState.Cancelled)];
        // Its items are ready at once.
        return after.State == StepState.Expanded ? [.. others, StepState.Ready] : [.. others, after.State];
    }
}
