using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Limits;

/// <summary>
/// How many of one step of a pipeline are worked on at a time, over all its runs: the most urgent run's first, the oldest run's
/// first among those. Places are taken under the lock of the pipeline's row; a step that finds none waits without a worker.
/// </summary>
public sealed class StepPlaces(IDbContextFactory<GenOpsDbContext> factory, RunScripts scripts, TimeProvider time)
{
    /// <summary>How many of a step may be worked on at a time; null for any number, as for the making of a map's items.</summary>
    public static int? MostOf(PipelineDefinition definition, StepRun step)
    {
        var of = definition.Step(step.StepId);
        return of.Map is not null && step.Item == StepRun.NoItem ? null : of.Concurrency;
    }

    /// <summary>Part of a claim, under the pipeline's lock: how many places of a step are free for a run, after those whose turn is before.</summary>
    public static async Task<int> FreeAsync(
        GenOpsDbContext db, Run run, StepDefinition step, int most, DateTime now, CancellationToken cancellationToken)
    {
        var priority = await db.Runs.Where(r => r.Id == run.Id).Select(r => r.Priority).SingleAsync(cancellationToken);
        var waiting = Waiting(db, step.Id, now);
        // Each of these takes a place at least, so no more of them need be looked at than there are places.
        var before = await UnderWay(db, run.PipelineId, waiting)
            .Where(r => r.Id != run.Id && (r.Priority < priority || (r.Priority == priority && r.TriggeredAt < run.TriggeredAt)))
            .Select(r => waiting.Where(s => s.RunId == r.Id).Take(most).Count()).Take(most).ToListAsync(cancellationToken);
        return Math.Max(0, most - await TakenAsync(db, run.PipelineId, step, cancellationToken) - before.Sum());
    }

    /// <summary>Lets the steps of a run, all items of a map, wait until a place is free; whoever gives one back wakes them.</summary>
    public static Task WaitAsync(GenOpsDbContext db, RunId run, PipelineDefinition definition, string stepId, DateTime now, CancellationToken cancellationToken)
    {
        var of = definition.Step(stepId);
        var (most, target, mapped) = (of.Concurrency!.Value, $"{definition.Name}/{stepId}", of.Map is not null);
        var reason = $"Waits: {most} of '{stepId}' {(most == 1 ? "is" : "are")} worked on at a time, over all runs.";
        return db.StepRuns.Where(s => s.RunId == run && s.StepId == stepId && s.Item != StepRun.NoItem == mapped).Due(now).Unheld(db, now)
            .Where(s => s.WaitsFor != WaitKind.StepPlace)
            .ExecuteUpdateAsync(
                s => s.SetProperty(x => x.WaitsFor, WaitKind.StepPlace).SetProperty(x => x.WaitTarget, target).SetProperty(x => x.WaitSince, now)
                    .SetProperty(x => x.WaitUntil, (DateTime?)null).SetProperty(x => x.Problem, reason),
                cancellationToken);
    }

    /// <summary>Wakes the runs whose turn it is at a step, after a place of it was given back.</summary>
    public async Task GiveAsync(PipelineId pipeline, StepDefinition step, CancellationToken cancellationToken)
    {
        if (step.Concurrency is not { } most) return;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = time.UtcNow();
        var waiting = Waiting(db, step.Id, now);
        if (!await waiting.AnyAsync(cancellationToken)) return;
        var free = most - await TakenAsync(db, pipeline, step, cancellationToken);
        if (free <= 0) return;
        foreach (var run in await UnderWay(db, pipeline, waiting).Take(free).ToListAsync(cancellationToken)) RunWakes.Add(db, run.Id, run.Priority, now);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The same for every step that is waited for, for wake-ups that were lost.</summary>
    public async Task GiveAllAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var waited = await db.StepRuns.AsNoTracking().Where(s => s.WaitsFor == WaitKind.StepPlace && s.State == StepState.Ready)
            .Join(db.Runs, s => s.RunId, r => r.Id, (s, r) => new { r.PipelineId, r.VersionId, s.StepId }).Distinct().ToListAsync(cancellationToken);
        foreach (var at in waited)
        {
            var script = await scripts.OfAsync(at.VersionId, cancellationToken);
            await GiveAsync(at.PipelineId, script.Definition.Step(at.StepId), cancellationToken);
        }
    }

    private static Task<int> TakenAsync(GenOpsDbContext db, PipelineId pipeline, StepDefinition step, CancellationToken cancellationToken)
    {
        var taken = db.StepRuns.Where(s => s.State == StepState.Running && s.StepId == step.Id && db.Runs.Any(r => r.Id == s.RunId && r.PipelineId == pipeline));
        return (step.Map is null ? taken : taken.Where(s => s.Item != StepRun.NoItem)).CountAsync(cancellationToken);
    }

    /// <summary>What is paused lets the others go first.</summary>
    private static IQueryable<StepRun> Waiting(GenOpsDbContext db, string stepId, DateTime now) => db.StepRuns.AsNoTracking()
        .Where(s => s.WaitsFor == WaitKind.StepPlace && s.StepId == stepId && s.State == StepState.Ready).Unheld(db, now);

    /// <summary>The runs of a pipeline that have one of these steps, in turn.</summary>
    private static IQueryable<Run> UnderWay(GenOpsDbContext db, PipelineId pipeline, IQueryable<StepRun> waiting) => RunPlaces.UnderWay(db, pipeline)
        .Where(r => waiting.Any(s => s.RunId == r.Id)).OrderBy(r => r.Priority).ThenBy(r => r.TriggeredAt);
}
