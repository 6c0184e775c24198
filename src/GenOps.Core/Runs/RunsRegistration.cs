using GenOps.Core.Delivery;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Pipelines;
using GenOps.Core.Runs.Queries;
using GenOps.Core.Runs.Steps;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GenOps.Core.Runs;

/// <summary>Registers the engine.</summary>
public static class RunsRegistration
{
    /// <summary>Adds what a process needs to start and work on runs. Needs the database, providers, prices, publishing and a clock.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds <c>GenOps:Recovery</c>.</param>
    /// <param name="dataFolder">Where the spool goes.</param>
    public static IServiceCollection AddGenOpsEngine(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        services.Configure<RecoveryOptions>(configuration.GetSection("GenOps:Recovery"));
        services.AddSingleton(new SpoolFolder(Path.Combine(dataFolder, "spool")));
        services.AddSingleton<NodeIdentity>();
        services.AddSingleton<RunChanges>();
        services.AddSingleton<OutboxSignal>();
        services.TryAddSingleton<IOutboxSignal>(s => s.GetRequiredService<OutboxSignal>());
        services.AddSingleton<RouteResolver>();
        services.AddSingleton<IRunSnapshots, RunSnapshots>();
        services.AddSingleton<CallLog>();
        services.AddSingleton<CallSpool>();
        services.AddSingleton<CallProtocol>();
        services.AddSingleton<IStepKind, PromptStepKind>();
        services.AddSingleton<IStepKind, JudgeStepKind>();
        services.AddSingleton<IStepKind, ImageStepKind>();
        services.AddSingleton<IStepKind, TransformStepKind>();
        services.AddSingleton<IStepKind, ReviewStepKind>();
        services.AddSingleton<IStepKind, PublishStepKind>();
        services.AddSingleton<RunScripts>();
        services.AddSingleton<StepClaims>();
        services.AddSingleton<StepCompletion>();
        services.AddSingleton<StepExecutor>();
        services.AddSingleton<RunWorker>();
        services.AddSingleton<IRunWorker>(s => s.GetRequiredService<RunWorker>());
        services.AddSingleton<RunDriver>();
        services.AddSingleton<IDefinitionSurroundings, DefinitionSurroundings>();
        services.AddSingleton<DefinitionCheck>();
        services.AddSingleton<PublishPipeline>();
        services.AddSingleton<PipelineDrafts>();
        services.AddSingleton<ActivateVersion>();
        services.AddSingleton<EnablePipeline>();
        services.AddSingleton<PipelineTextQuery>();
        services.AddSingleton<PipelineDetailQuery>();
        services.AddSingleton<FirstStepsQuery>();
        services.AddSingleton<SaveSchedule>();
        services.AddSingleton<EnableSchedule>();
        services.AddSingleton<RemoveSchedule>();
        services.AddSingleton<ModelNeeds>();
        services.AddSingleton<StartRun>();
        services.AddSingleton<StartRunPerFile>();
        services.AddSingleton<CancelRun>();
        services.AddSingleton<PausePipeline>();
        services.AddSingleton<ResumePipeline>();
        services.AddSingleton<SettleDoubt>();
        services.AddSingleton<SampleInstaller>();
        return services;
    }

    /// <summary>Adds what a serving process does by itself: dispatching, schedules, and looking for what was lost. Needs an <see cref="IRunQueue"/>.</summary>
    public static IServiceCollection AddGenOpsDelivery(this IServiceCollection services)
    {
        services.AddSingleton<OrphanRescue>();
        services.AddHostedService(s => s.GetRequiredService<OrphanRescue>());
        services.AddHostedService<OutboxDispatcher>();
        services.AddSingleton<ScheduleTick>();
        services.AddHostedService(s => s.GetRequiredService<ScheduleTick>());
        return services;
    }
}
