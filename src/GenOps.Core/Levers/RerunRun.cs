using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Runs.Starting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Levers;

/// <summary>What is to be run again, and what is to be different.</summary>
/// <param name="Run">The run to repeat; its money is that of the new one.</param>
public sealed record RerunRequest(RunId Run)
{
    /// <summary>The step to begin with, whose earlier steps are taken over; null to begin at the start.</summary>
    public string? FromStep { get; init; }

    /// <summary>Inputs by name that replace those of the run; empty to keep them all.</summary>
    public IReadOnlyDictionary<string, InputValue> Inputs { get; init; } = new Dictionary<string, InputValue>();

    /// <summary>The number of another version of its pipeline; null for the run's own.</summary>
    public int? Version { get; init; }

    /// <summary>Why; may be empty.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>
/// Starts a new run from an earlier one. Steps before the one to begin with are copied, outputs and all, and cost nothing:
/// what they cost stands in the ledger of the run that paid for them.
/// </summary>
public sealed class RerunRun(
    CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory, RunScripts scripts, StartRun start, TimeProvider time, IOptions<InputLimits>? limits = null)
{
    /// <summary>Creates the new run in one transaction.</summary>
    /// <exception cref="NotFoundException">There is no such run, version or step.</exception>
    /// <exception cref="ConflictException">The pipeline is disabled or paused.</exception>
    /// <exception cref="InvalidInputException">An input is missing or wrong; all are listed.</exception>
    public async Task<RunId> ExecuteAsync(Actor actor, RerunRequest request, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var source = await db.Runs.AsNoTracking().SingleOrDefaultAsync(r => r.Id == request.Run, cancellationToken)
            ?? throw new NotFoundException($"There is no run {request.Run}.");
        var pipeline = await db.Pipelines.AsNoTracking().SingleAsync(p => p.Id == source.PipelineId, cancellationToken);
        await StartRun.DemandOpenAsync(db, pipeline, time.UtcNow(), cancellationToken);
        var version = await VersionAsync(db, source, pipeline, request.Version, cancellationToken);
        var script = await scripts.OfAsync(version, cancellationToken);
        if (request.FromStep is { } from) _ = script.Definition.Step(from);
        start.DemandRoutes(script.Definition, source.Money);
        var inputs = await InputsAsync(db, source, script, version, request, cancellationToken);
        var reused = await ReusedAsync(db, source, script, request.FromStep, cancellationToken);
        var rerun = new Rerun(source, version, script, inputs, reused);
        return await runner.RunAsync(actor, scope => StageAsync(scope, request, rerun), cancellationToken);
    }

    private static async Task<RunId> StageAsync(CommandScope scope, RerunRequest request, Rerun rerun)
    {
        var (db, actor, now, cancellationToken) = scope;
        var (source, version, script, inputs, reused) = rerun;
        var pipeline = await db.Pipelines.AsNoTracking().SingleAsync(p => p.Id == source.PipelineId, cancellationToken);
        await StartRun.DemandOpenAsync(db, pipeline, now, cancellationToken);
        var run = new Run
        {
            Id = Id.New<RunId>(),
            PipelineId = pipeline.Id,
            VersionId = version,
            Money = source.Money,
            InputHash = inputs is null ? source.InputHash : await BlobStore.PutAsync(db, inputs, now, cancellationToken),
            CostCentre = pipeline.CostCentre,
            Trigger = "rerun",
            TriggeredBy = actor.Name,
            TriggeredAt = now,
            Priority = source.Priority,
            RerunOf = source.Id,
        };
        db.Add(run);
        var copies = AddSteps(db, run, script, reused, now);
        RunWakes.Add(db, run.Id, run.Priority, now);
        var count = copies.Select(c => c.StepId).Distinct().Count();
        var what = request.FromStep is null ? "" : $" from '{request.FromStep}', with {count} {(count == 1 ? "step" : "steps")} taken over";
        var why = request.Reason.Length > 0 ? $": {request.Reason}" : "";
        scope.Record("run.rerun", "run", run.Id, $"Started {pipeline.Name} again after run {source.Id}{what}{why}");
        await db.SaveChangesAsync(cancellationToken);
        // What the finished steps would have brought about had they been done here.
        await RunCourse.GoOnAsync(db, new MadeContents(scope.Before), run, script, copies, now, cancellationToken);
        return run.Id;
    }

    private static async Task<PipelineVersionId> VersionAsync(
        GenOpsDbContext db, Run source, Pipeline pipeline, int? number, CancellationToken cancellationToken)
    {
        if (number is null) return source.VersionId;
        return await db.PipelineVersions.Where(v => v.PipelineId == pipeline.Id && v.Number == number).Select(v => (PipelineVersionId?)v.Id)
            .SingleOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException($"The pipeline '{pipeline.Name}' has no version {number}.");
    }

    /// <summary>The inputs of the earlier run with those that were given in their place, bound to the version that runs; null for the very same.</summary>
    private async Task<BlobContent?> InputsAsync(
        GenOpsDbContext db, Run source, RunScript script, PipelineVersionId version, RerunRequest request, CancellationToken cancellationToken)
    {
        if (request.Inputs.Count == 0 && version == source.VersionId) return null;
        var before = InputValue.FromJson(await RunScripts.InputsAsync(db, source, cancellationToken));
        var inputs = before.Where(i => script.Definition.Inputs.Any(d => d.Name == i.Key)).ToDictionary(i => i.Key, i => i.Value);
        foreach (var (name, value) in request.Inputs) inputs[name] = value;
        var bound = InputBinder.Bind(script.Definition, inputs, limits?.Value);
        return BlobContent.OfText(bound.ToText(), "application/json");
    }

    /// <summary>The finished steps that are taken over, and their items. They never change again, so they are read before the transaction.</summary>
    private async Task<IReadOnlyList<StepRun>> ReusedAsync(GenOpsDbContext db, Run source, RunScript script, string? from, CancellationToken cancellationToken)
    {
        if (from is null) return [];
        var steps = await db.StepRuns.AsNoTracking().Where(s => s.RunId == source.Id).ToListAsync(cancellationToken);
        var reused = ReusedSteps.Of(steps, await scripts.OfAsync(source.VersionId, cancellationToken), script, from);
        return [.. steps.Where(s => reused.Contains(s.StepId)).OrderBy(s => s.Item)];
    }

    private static List<StepRun> AddSteps(GenOpsDbContext db, Run run, RunScript script, IReadOnlyList<StepRun> reused, DateTime now)
    {
        var steps = StartRun.Steps(run, script, now).ToList();
        var copies = reused.Select(done => Copy(done, run.Id, steps.First(s => s.StepId == done.StepId).Position, done.RunId, now)).ToList();
        db.AddRange(copies);
        db.AddRange(steps.Where(s => copies.All(c => c.StepId != s.StepId)));
        return copies;
    }

    private static StepRun Copy(StepRun done, RunId run, int position, RunId source, DateTime now) => StepTransitions.Begin(
        new StepRun
        {
            Id = Id.New<StepRunId>(),
            RunId = run,
            StepId = done.StepId,
            Kind = done.Kind,
            Item = done.Item,
            Position = position,
            EndedAt = now,
            OutputHash = done.OutputHash,
            Score = done.Score,
            Missing = done.Missing,
            SchemaValid = done.SchemaValid,
            Problem = done.Problem,
            ReusedFrom = done.ReusedFrom ?? source,
        },
        done.State);

    /// <summary>What is known before the transaction.</summary>
    private sealed record Rerun(Run Source, PipelineVersionId Version, RunScript Script, BlobContent? Inputs, IReadOnlyList<StepRun> Reused);
}
