using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Runs.Starting;

/// <summary>What a run is started with.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Inputs">By name, as given; bound and checked here.</param>
/// <param name="Money">Null: live where any provider is configured, else sandbox.</param>
/// <param name="Trigger"><c>manual</c>, <c>api</c>, <c>cli</c>, <c>schedule</c>, <c>sample</c>.</param>
public sealed record StartRunRequest(string Pipeline, IReadOnlyDictionary<string, InputValue> Inputs, MoneyMode? Money, string Trigger)
{
    /// <summary>Null: the pipeline's.</summary>
    public RunPriority? Priority { get; init; }
}

/// <summary>Starts a run of a pipeline's active version.</summary>
public sealed class StartRun(
    CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory, RunScripts scripts, IProviderRegistry providers, RouteResolver routes, TimeProvider time,
    IOptions<InputLimits>? limits = null, QuickStarts? quick = null)
{
    /// <summary>Creates the run with its steps and the wake-up in one transaction.</summary>
    /// <exception cref="AccessDeniedException">The actor is no operator.</exception>
    /// <exception cref="NotFoundException">There is no such pipeline.</exception>
    /// <exception cref="ConflictException">The pipeline is disabled, paused, or has no version.</exception>
    /// <exception cref="InvalidInputException">An input is missing or wrong; all are listed.</exception>
    /// <exception cref="NoRouteException">A live run needs a tier that no provider serves.</exception>
    public async Task<RunId> ExecuteAsync(Actor actor, StartRunRequest request, CancellationToken cancellationToken) =>
        (await PlaceAsync(actor, request, cancellationToken)).Id;

    /// <summary>The same for who tells of the run at once.</summary>
    /// <exception cref="GenOpsException">As for <see cref="ExecuteAsync"/>.</exception>
    public async Task<StartedRun> PlaceAsync(Actor actor, StartRunRequest request, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        if (await TryAsync(actor, request, null) is { } started) return started;
        var prepared = await PrepareAsync(request, cancellationToken);
        return await runner.RunAsync(actor, scope => StageAsync(scope, prepared), cancellationToken);
    }

    /// <summary>Checks a start and makes it ready, as long as its inputs are; never under the write turn.</summary>
    /// <exception cref="GenOpsException">As for <see cref="ExecuteAsync"/>.</exception>
    public async Task<PreparedRun> PrepareAsync(StartRunRequest request, CancellationToken cancellationToken) =>
        Prepare(await PlanAsync(request.Pipeline, cancellationToken), request);

    /// <summary>Starts a prepared run as part of more; a schedule commits it together with its occurrence.</summary>
    /// <exception cref="ConflictException">The pipeline is disabled or paused since. Nothing is staged.</exception>
    public static async Task<StartedRun> StageAsync(CommandScope scope, PreparedRun prepared) => (await StartStaging.StageAsync(scope, [prepared]))[0].Demand();

    /// <summary>What runs of a pipeline execute, as it stands now.</summary>
    /// <exception cref="GenOpsException">There is no such pipeline, or none of its runs may start.</exception>
    internal async Task<StartPlan> PlanAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var pipeline = await db.Pipelines.AsNoTracking().SingleOrDefaultAsync(p => p.Name == name, cancellationToken)
            ?? throw new NotFoundException($"There is no pipeline '{name}'. See the list under Pipelines, or 'genops pipeline list'.");
        await DemandOpenAsync(db, pipeline, time.UtcNow(), cancellationToken);
        var version = pipeline.ActiveVersionId ?? throw new ConflictException($"The pipeline '{name}' has no active version. Publish its draft first.");
        var plan = new StartPlan(pipeline.Id, version, await scripts.OfAsync(version, cancellationToken));
        quick?.Know(plan);
        return plan;
    }

    /// <summary>Starts a run through the store, if it can be.</summary>
    /// <returns>The run; null where nothing was started, and the command has to say why or do it.</returns>
    internal Task<StartedRun?> TryAsync(Actor actor, StartRunRequest request, StartKey? key) =>
        quick?.TryAsync(actor, request, key, Prepare) ?? Task.FromResult<StartedRun?>(null);

    /// <summary>The same for one that is ready.</summary>
    internal Task<StartedRun?> TryAsync(Actor actor, PreparedRun prepared, StartKey? key) =>
        quick?.TryAsync(actor, prepared, key) ?? Task.FromResult<StartedRun?>(null);

    /// <summary>Binds a start's inputs, writes and hashes them.</summary>
    /// <exception cref="InvalidInputException">An input is missing or wrong; all are listed.</exception>
    /// <exception cref="NoRouteException">A live run needs a tier that no provider serves.</exception>
    internal PreparedRun Prepare(StartPlan plan, StartRunRequest request)
    {
        var inputs = InputBinder.Bind(plan.Script.Definition, request.Inputs, limits?.Value);
        var money = request.Money ?? (providers.Configured.Count > 0 ? MoneyMode.Live : MoneyMode.Sandbox);
        DemandRoutes(plan.Script.Definition, money);
        return new PreparedRun(plan.Pipeline, plan.Version, plan.Script, money, BlobContent.OfText(inputs.ToText(), "application/json"), request);
    }

    /// <summary>Demands that the pipeline takes runs.</summary>
    /// <exception cref="ConflictException">It is disabled or paused.</exception>
    internal static async Task DemandOpenAsync(GenOpsDbContext db, Pipeline pipeline, DateTime now, CancellationToken cancellationToken)
    {
        if ((await StartFacts.ReadAsync(db, pipeline, now, cancellationToken)).Refusal() is { } refusal) throw refusal;
    }

    /// <summary>A live run never falls back to the sandbox, so each tier it needs must be served before it starts.</summary>
    internal void DemandRoutes(PipelineDefinition definition, MoneyMode money)
    {
        foreach (var choice in ModelNeeds.Of(definition))
            routes.Resolve(new RouteRequest(choice.Tier, choice.Model), money);
    }

    internal static IEnumerable<StepRun> Steps(Run run, RunScript script, DateTime now) => script.Definition.Steps.Select((step, position) =>
    {
        var free = script.Graph.DependenciesOf(step.Id).Count == 0;
        var begun = new StepRun
        {
            Id = Id.New<StepRunId>(),
            RunId = run.Id,
            StepId = step.Id,
            Kind = step.Kind.Word(),
            Position = position,
            ReadyAt = free ? now : null,
        };
        return StepTransitions.Begin(begun, free ? StepState.Ready : StepState.Blocked);
    });
}
