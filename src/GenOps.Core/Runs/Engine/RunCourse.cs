using System.Text.Json.Nodes;
using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Engine;

/// <summary>What follows from a step that ended, for its map, its successors and the run. All of it in the caller's transaction, under the run's lock.</summary>
public static class RunCourse
{
    /// <summary>Why a step of a run that timed out was not done.</summary>
    public const string TimeOver = "The run's time was over.";

    /// <summary>Completes the map, frees the successors, or stops the run.</summary>
    /// <exception cref="NotMadeException">What follows is not made yet.</exception>
    public static async Task AfterStepAsync(
        GenOpsDbContext db, MadeContents made, Run run, RunScript script, StepRun ended, DateTime now, CancellationToken cancellationToken)
    {
        if (ended.State == StepState.Failed)
        {
            await FailAsync(db, run, ended, now, cancellationToken);
            return;
        }

        var done = ended;
        if (ended.Item != StepRun.NoItem)
        {
            if (await JoinAsync(db, made, run, ended, now, cancellationToken) is not var (parent, list)) return;
            await BlobStore.PutAsync(db, list, now, cancellationToken);
            done = parent;
            await db.SaveChangesAsync(cancellationToken);
            await OutputAssembly.DraftCompleteAsync(db, made, run, script, [done], now, cancellationToken);
        }

        if (done.State is StepState.Succeeded or StepState.Skipped) await FreeAsync(db, run, script, done.StepId, now, cancellationToken);
    }

    /// <summary>Says where the run stands now, and ends it when nothing is left to do.</summary>
    public static async Task SettleAsync(GenOpsDbContext db, Run run, DateTime now, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        if (Run.IsFinal(run.State)) return;
        var steps = db.StepRuns.Where(s => s.RunId == run.Id);
        // Each asked for by itself, so that a map's items need not be gone through.
        var any = await db.Runs.Where(r => r.Id == run.Id).Select(r => new
        {
            Working = steps.Any(s => s.State == StepState.Ready || s.State == StepState.Running),
            Reviewing = steps.Any(s => s.State == StepState.WaitingForReview),
            Waiting = steps.Any(s => s.State == StepState.Blocked || s.State == StepState.Expanded),
            Failed = steps.Any(s => s.State == StepState.Failed),
        }).SingleAsync(cancellationToken);
        if (!any.Working && !any.Reviewing && !any.Waiting)
        {
            await EndAsync(db, run, any.Failed, now, cancellationToken);
            return;
        }

        // What has no place yet does not get one by what ended; it takes it with its next claim.
        if (run.State == RunState.Pending) return;
        RunTransitions.Move(run, !any.Working && any.Reviewing ? RunState.WaitingForReview : RunState.Running);
        run.StartedAt ??= now;
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

    private static async Task FailAsync(GenOpsDbContext db, Run run, StepRun failed, DateTime now, CancellationToken cancellationToken)
    {
        var name = failed.Item == StepRun.NoItem ? $"Step '{failed.StepId}'" : $"Step '{failed.StepId}', item {failed.Item + 1},";
        if (run.Problem.Length == 0) run.Problem = $"{name} failed: {failed.Problem}";
        await CancelUnbegunAsync(db, run.Id, $"Not reached: {name} failed.", now, cancellationToken);
    }

    /// <summary>Once its last item is done, the mapped step is done with the list of their outputs. Nothing is stored.</summary>
    /// <exception cref="NotMadeException">The list is not made yet.</exception>
    internal static async Task<(StepRun Parent, BlobContent List)?> JoinAsync(
        GenOpsDbContext db, MadeContents made, Run run, StepRun item, DateTime now, CancellationToken cancellationToken)
    {
        var rows = db.StepRuns.Where(s => s.RunId == run.Id && s.StepId == item.StepId);
        var open = StepRun.OpenStates;
        if (await rows.AnyAsync(s => s.Position == item.Position && open.Contains(s.State) && s.Item != StepRun.NoItem && s.Id != item.Id, cancellationToken)) return null;
        var parent = await rows.SingleAsync(s => s.Item == StepRun.NoItem, cancellationToken);
        if (parent.State != StepState.Expanded) return null;
        var items = await rows.Where(s => s.Item != StepRun.NoItem).OrderBy(s => s.Item).ToListAsync(cancellationToken);
        // A skipped item keeps its place as null, so that steps of the same family still meet their own item.
        var hashes = items.ConvertAll(i => i.OutputHash);
        var list = made.Of($"list of {string.Join(' ', hashes.Select(h => h?.Hex ?? "null"))}", read => ListAsync(read, made, hashes, cancellationToken));
        parent.OutputHash = list.Hash;
        var scores = items.Where(s => s.Score is not null).Select(s => s.Score!.Value).ToList();
        parent.Score = scores.Count > 0 ? scores.Min() : null;
        parent.Missing = items.Any(s => s.Missing is not null) ? items.Sum(s => s.Missing ?? 0) : null;
        parent.SchemaValid = items.Any(s => s.SchemaValid is not null) ? items.All(s => s.SchemaValid != false) : null;
        StepTransitions.Move(parent, StepState.Succeeded);
        parent.EndedAt = now;
        return (parent, list);
    }

    private static async Task<BlobContent> ListAsync(
        GenOpsDbContext db, MadeContents made, List<BlobHash?> outputs, CancellationToken cancellationToken)
    {
        var list = new JsonArray();
        foreach (var output in outputs) list.Add(output is { } hash ? Json.Parse(await made.ReadAsync(db, hash, cancellationToken)) : null);
        return made.Keep(BlobContent.OfText(list.ToText(), "application/json"));
    }

    /// <summary>A step becomes ready once all it waits for is done or skipped.</summary>
    internal static async Task FreeAsync(
        GenOpsDbContext db, Run run, RunScript script, string stepId, DateTime now, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var dependents = script.Graph.DependentsOf(stepId);
        if (dependents.Count == 0) return;
        var states = await db.StepRuns.Heads(run.Id, script.Definition.Steps.Select(s => s.Id)).ToDictionaryAsync(s => s.StepId, cancellationToken);
        foreach (var id in dependents)
        {
            var waiting = states[id];
            if (waiting.State != StepState.Blocked) continue;
            if (!script.Graph.DependenciesOf(id).All(d => states[d].State is StepState.Succeeded or StepState.Skipped)) continue;
            StepTransitions.Move(waiting, StepState.Ready);
            waiting.ReadyAt = now;
            if (script.Definition.Step(id) is PublishStep publish) await ApproveUncoveredAsync(db, run, script, publish.Artifacts, now, cancellationToken);
        }
    }

    /// <summary>An output that no review step covers is approved by the absence of rules, before it is published.</summary>
    private static async Task ApproveUncoveredAsync(
        GenOpsDbContext db, Run run, RunScript script, IReadOnlyList<string>? steps, DateTime now, CancellationToken cancellationToken)
    {
        var reviewed = script.Definition.Steps.OfType<ReviewStep>().SelectMany(r => r.Of).ToHashSet();
        var names = script.Definition.Outputs
            .Where(o => steps is null || o.Artifacts.Any(steps.Contains))
            .Where(o => !o.Artifacts.Any(reviewed.Contains))
            .Select(o => o.Name).ToList();
        foreach (var output in await db.Outputs.Where(o => o.RunId == run.Id && names.Contains(o.Name)).ToListAsync(cancellationToken))
        {
            if (output.State == OutputState.Drafted) OutputTransitions.ApproveByRule(output, now);
        }
    }

    private static async Task EndAsync(GenOpsDbContext db, Run run, bool failed, DateTime now, CancellationToken cancellationToken)
    {
        if (run.CancelRequested) RunTransitions.Move(run, RunState.Cancelled);
        else if (run.TimedOutAt is not null || failed) RunTransitions.Move(run, RunState.Failed);
        else await SucceedAsync(db, run, now, cancellationToken);
        run.StartedAt ??= now;
        run.EndedAt = now;
        await db.SaveChangesAsync(cancellationToken);
        if (run.State is RunState.Failed or RunState.Cancelled) await ReviewClosing.CloseOpenAsync(db, run.Id, now, cancellationToken);
    }

    private static async Task SucceedAsync(GenOpsDbContext db, Run run, DateTime now, CancellationToken cancellationToken)
    {
        var outputs = await db.Outputs.Where(o => o.RunId == run.Id).ToListAsync(cancellationToken);
        foreach (var output in outputs.Where(o => o.State == OutputState.Drafted)) OutputTransitions.ApproveByRule(output, now);
        RunTransitions.Move(run, outputs.Count > 0 && outputs.All(o => o.State == OutputState.Rejected) ? RunState.Rejected : RunState.Succeeded);
    }
}
