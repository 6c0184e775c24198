using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Engine;

/// <summary>Writes what was decided on the course of a run. All of it in the caller's transaction, under the run's lock.</summary>
public static class RunCourse
{
    /// <summary>Writes what follows from steps that ended.</summary>
    /// <param name="db">It tracks the heads of the run's steps.</param>
    /// <param name="run">The run.</param>
    /// <param name="script">Its script.</param>
    /// <param name="following">What follows.</param>
    /// <param name="drafts">The revisions of its drafts.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal static async Task FollowAsync(
        GenOpsDbContext db, Run run, RunScript script, RunFollowing following, IReadOnlyList<MadeOutput> drafts, DateTime now, CancellationToken cancellationToken)
    {
        var heads = db.StepRuns.Local.Where(s => s.RunId == run.Id && s.Item == StepRun.NoItem).ToDictionary(s => s.StepId);
        foreach (var joined in following.Joined)
        {
            var map = heads[joined.StepId];
            StepTransitions.Move(map, joined.State);
            (map.OutputHash, map.Score, map.Missing, map.SchemaValid, map.EndedAt) = (joined.Output, joined.Score, joined.Missing, joined.SchemaValid, now);
        }

        await OutputAssembly.DraftAsync(db, run, drafts, now, cancellationToken);
        foreach (var id in following.Freed)
        {
            StepTransitions.Move(heads[id], StepState.Ready);
            heads[id].ReadyAt = now;
        }

        await db.SaveChangesAsync(cancellationToken);
        foreach (var publish in following.Freed.Select(script.Definition.Step).OfType<PublishStep>())
            await ApproveAsync(db, run, [.. Uncovered(script, publish).Select(o => o.Name)], now, cancellationToken);
    }

    /// <summary>Has a run go on from steps that ended otherwise than by being worked on: taken over, or done before it failed.</summary>
    /// <param name="db">It tracks all steps of the run.</param>
    /// <param name="made">What is made of the outputs of steps.</param>
    /// <param name="run">The run.</param>
    /// <param name="script">Its script.</param>
    /// <param name="done">The steps whose outputs are not drafted yet.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="NotMadeException">What follows is not made yet.</exception>
    internal static async Task GoOnAsync(
        GenOpsDbContext db, MadeContents made, Run run, RunScript script, IEnumerable<StepRun> done, DateTime now, CancellationToken cancellationToken)
    {
        var steps = db.StepRuns.Local.Where(s => s.RunId == run.Id).OrderBy(s => s.Item).Select(StepFact.Of).ToList();
        var heads = steps.Where(s => s.Item == StepRun.NoItem).ToDictionary(s => s.StepId);
        var items = steps.Where(s => s.Item != StepRun.NoItem).ToLookup(s => s.StepId);
        var joined = new List<StepFact>();
        foreach (var map in heads.Values.Where(h => h.State == StepState.Expanded && items[h.StepId].All(i => StepRun.IsDone(i.State))).ToList())
        {
            var list = StepContents.OfItems(made, [.. items[map.StepId].Select(i => i.Output)], cancellationToken);
            await BlobStore.PutAsync(db, list, now, cancellationToken);
            joined.Add(heads[map.StepId] = RunDecision.Join(map, [.. items[map.StepId]], list.Hash));
        }

        var drafts = OutputCompletion.Of(script, heads, steps, [.. done.Select(StepFact.Of), .. joined]);
        var following = new RunFollowing { Joined = joined, Drafts = drafts, Freed = RunDecision.Freed(script, heads) };
        await FollowAsync(db, run, script, following, OutputAssembly.Of(made, drafts, cancellationToken), now, cancellationToken);
    }

    /// <summary>Says where the run stands now, and ends it when nothing is left to do.</summary>
    public static async Task SettleAsync(GenOpsDbContext db, Run run, DateTime now, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var states = await db.StepRuns.Where(s => s.RunId == run.Id).Select(s => s.State).Distinct().ToListAsync(cancellationToken);
        var outputs = db.Outputs.Where(o => o.RunId == run.Id);
        var onlyRejected = await outputs.AnyAsync(cancellationToken) && await outputs.AllAsync(o => o.State == OutputState.Rejected, cancellationToken);
        await MoveAsync(db, run, RunDecision.Settle(RunFact.Of(run), states, onlyRejected), now, cancellationToken);
    }

    /// <summary>Writes where the run stands.</summary>
    internal static async Task MoveAsync(GenOpsDbContext db, Run run, RunMove to, DateTime now, CancellationToken cancellationToken)
    {
        run.Problem = to.Problem;
        if (Run.IsFinal(run.State)) return;
        RunTransitions.Move(run, to.State);
        if (run.State != RunState.Pending) run.StartedAt ??= now;
        if (!Run.IsFinal(run.State)) return;
        run.EndedAt = now;
        await db.SaveChangesAsync(cancellationToken);
        if (run.State == RunState.Succeeded) await ApproveAsync(db, run, names: null, now, cancellationToken);
        if (run.State is RunState.Failed or RunState.Cancelled) await ReviewClosing.CloseOpenAsync(db, run.Id, now, cancellationToken);
    }

    /// <summary>Cancels what has not begun; what is being worked on stops at its next call.</summary>
    public static Task CancelUnbegunAsync(GenOpsDbContext db, RunId run, string reason, DateTime now, CancellationToken cancellationToken) =>
        CancelAsync(Unbegun(db, run), reason, now, cancellationToken);

    /// <summary>The same, but for steps with a call in doubt: they first find out what became of it.</summary>
    public static Task CancelUndoubtedAsync(GenOpsDbContext db, RunId run, string reason, DateTime now, CancellationToken cancellationToken) =>
        CancelAsync(Unbegun(db, run).Where(s => !db.ModelCalls.Any(c => c.StepRunId == s.Id && c.State == CallState.InDoubt)), reason, now, cancellationToken);

    private static IQueryable<StepRun> Unbegun(GenOpsDbContext db, RunId run) => db.StepRuns
        .Where(s => s.RunId == run)
        .Where(s => s.State == StepState.Blocked || s.State == StepState.Ready || s.State == StepState.Expanded || s.State == StepState.WaitingForReview);

    private static Task<int> CancelAsync(IQueryable<StepRun> steps, string reason, DateTime now, CancellationToken cancellationToken) => steps.MoveAsync(
        StepState.Cancelled, s => s.SetProperty(x => x.EndedAt, now).SetProperty(x => x.Problem, reason).SetNoWait(), cancellationToken);

    /// <summary>The outputs of a delivery that no review step covers: they are approved by the absence of rules, before they are delivered.</summary>
    private static IEnumerable<OutputDeclaration> Uncovered(RunScript script, PublishStep publish)
    {
        var reviewed = script.Definition.Steps.OfType<ReviewStep>().SelectMany(r => r.Of).ToHashSet();
        return script.Definition.Outputs.Where(o => o.Artifacts.Any(publish.Artifacts.Contains) && !o.Artifacts.Any(reviewed.Contains));
    }

    /// <param name="db">The context.</param>
    /// <param name="run">The run.</param>
    /// <param name="names">Of the outputs in the definition; null for all.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellationToken">Cancels.</param>
    private static async Task ApproveAsync(GenOpsDbContext db, Run run, IReadOnlyList<string>? names, DateTime now, CancellationToken cancellationToken)
    {
        var drafted = db.Outputs.Where(o => o.RunId == run.Id && o.State == OutputState.Drafted);
        if (names is not null) drafted = drafted.Where(o => names.Contains(o.Name));
        foreach (var output in await drafted.ToListAsync(cancellationToken)) OutputTransitions.ApproveByRule(output, now);
    }
}
