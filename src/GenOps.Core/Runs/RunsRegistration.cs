using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Desk.Views;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Levers;
using GenOps.Core.Levers.Batches;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Levers.Reroutes;
using GenOps.Core.Outbound;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Runs.Limits;
using GenOps.Core.Runs.Nodes;
using GenOps.Core.Runs.Standing;
using GenOps.Core.Runs.Starting;
using GenOps.Core.Runs.Steps;
using GenOps.Core.Starts;
using GenOps.Core.Starts.Backfills;
using GenOps.Core.Starts.Schedules;
using GenOps.Core.Starts.Triggers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GenOps.Core.Runs;

/// <summary>Registers the engine.</summary>
public static class RunsRegistration
{
    /// <summary>Adds what a process needs to start and work on runs. Needs the database, providers, prices, publishing and a clock.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds <c>GenOps:Recovery</c>, <c>GenOps:Limits</c>, <c>GenOps:Images</c> and <c>GenOps:Levers</c>.</param>
    /// <param name="dataFolder">Where the spool goes.</param>
    public static IServiceCollection AddGenOpsEngine(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        services.AddGenOpsOutbound(configuration);
        services.Configure<InputLimits>(configuration.GetSection("GenOps:Limits"));
        services.Configure<AnswerLimits>(configuration.GetSection("GenOps:Limits"));
        services.Configure<RecoveryOptions>(configuration.GetSection("GenOps:Recovery"));
        services.AddSingleton(new SpoolFolder(Path.Combine(dataFolder, "spool")));
        services.AddSingleton(s => new NodeIdentity(dataFolder, s.GetRequiredService<DatabaseChoice>()));
        services.AddSingleton<LeaseClock>();
        services.AddSingleton<NodeNotices>();
        services.AddSingleton<RunChanges>();
        services.AddSingleton<OutboxSignal>();
        services.TryAddSingleton<IOutboxSignal>(s => s.GetRequiredService<OutboxSignal>());
        services.AddSingleton<RouteResolver>();
        services.AddSingleton<Failover>();
        services.AddSingleton<CloseCircuit>();
        services.AddSingleton<SetCallLimit>();
        services.AddSingleton<ProviderHealthQuery>();
        services.AddSingleton<IRunSnapshots, RunSnapshots>();
        services.AddSingleton<IBudgetWaiters, BudgetWaiters>();
        services.AddSingleton<IUncountedCalls, UncountedCalls>();
        services.AddSingleton<IStepProgress, StepProgress>();
        services.AddSingleton<CallLog>();
        services.AddSingleton<CallSpool>();
        services.AddSingleton<LateCharges>();
        services.AddSingleton<BrokenCalls>();
        services.AddSingleton<CallProtocol>();
        services.AddSingleton<IStepKind, PromptStepKind>();
        services.AddSingleton<IStepKind, JudgeStepKind>();
        services.Configure<ImageOptions>(configuration.GetSection("GenOps:Images"));
        services.AddSingleton<ImageMemory>();
        services.AddSingleton<ImageWorkshop>();
        services.AddSingleton<IStepKind, ImageStepKind>();
        services.AddSingleton<IStepKind, TransformStepKind>();
        services.AddSingleton<IStepKind, ReviewStepKind>();
        services.AddSingleton<IStepKind, PublishStepKind>();
        services.AddSingleton<RunScripts>();
        services.AddSingleton<RunTimeouts>();
        services.AddSingleton<RunPlaces>();
        services.AddSingleton<StepPlaces>();
        services.AddSingleton<SetPipelineLimits>();
        services.AddSingleton<SetRunPriority>();
        services.AddSingleton<StepClaims>();
        services.AddSingleton<StepCompletion>();
        services.AddSingleton<StepBreaks>();
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
        services.AddSingleton<StepGraphQuery>();
        services.AddSingleton<StepHeatQuery>();
        services.AddSingleton<FirstStepsQuery>();
        services.AddSingleton<SaveSchedule>();
        services.AddSingleton<EnableSchedule>();
        services.AddSingleton<RemoveSchedule>();
        services.AddSingleton<PauseSchedule>();
        services.AddSingleton<ResumeSchedule>();
        services.AddSingleton<ScheduleQuery>();
        services.AddGenOpsBackfills();
        services.AddGenOpsTriggers(configuration, dataFolder);
        services.AddSingleton<ModelNeeds>();
        services.AddSingleton<StartRun>();
        services.AddSingleton<StartRunPerFile>();
        services.AddSingleton<CancelRun>();
        services.AddSingleton<StartRunOnce>();
        services.AddSingleton<RetryRun>();
        services.AddSingleton<RunStandings>();
        services.AddSingleton<RerouteSuggestion>();
        services.AddSingleton<WaitGroups>();
        services.AddSingleton<RunLogQuery>();
        services.AddSingleton<SavedViewQuery>();
        services.AddSingleton<SaveView>();
        services.AddSingleton<DeleteView>();
        services.AddSingleton<DeskQuery>();
        services.AddSingleton<PlaceRunBatch>();
        services.AddSingleton<RunBatchQuery>();
        services.AddSingleton<WithdrawOutput>();
        services.AddSingleton<PlaceReroute>();
        services.AddSingleton<TakeBackReroute>();
        services.AddSingleton<RerouteForecastQuery>();
        services.AddSingleton<RerouteListQuery>();
        services.AddSingleton<RerunRun>();
        services.AddSingleton<RerunFormQuery>();
        services.Configure<LeverOptions>(configuration.GetSection("GenOps:Levers"));
        services.AddSingleton<RunAborts>();
        services.AddSingleton<PlaceHold>();
        services.AddSingleton<ReleaseHold>();
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
        services.AddHostedService(s => s.GetRequiredService<LateCharges>());
        services.AddBackfillDelivery();
        services.AddTriggerDelivery();
        services.AddSingleton<ScheduleTaking>();
        services.AddSingleton<BudgetWatch>();
        services.AddHostedService(s => s.GetRequiredService<BudgetWatch>());
        services.AddHostedService<HoldClock>();
        services.AddHostedService<RunBatchWorker>();
        services.AddSingleton<ScheduleTick>();
        services.AddHostedService(s => s.GetRequiredService<ScheduleTick>());
        return services;
    }
}
