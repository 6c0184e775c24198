using GenOps.Core.Delivery;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Outbound;
using GenOps.Core.Pipelines;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Runs.Engine.Hot;
using GenOps.Core.Runs.Limits;
using GenOps.Core.Runs.Nodes;
using GenOps.Core.Runs.Standing;
using GenOps.Core.Runs.Starting;
using GenOps.Core.Runs.Steps;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Runs;

/// <summary>Registers the engine.</summary>
public static class RunsRegistration
{
    /// <summary>Adds what a process needs to start and work on runs. Needs the database, inference, pipelines, reviews, publishing and a clock.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds <c>GenOps:Images</c>.</param>
    public static IServiceCollection AddGenOpsRuns(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddGenOpsOutbound(configuration);
        services.AddSingleton<LeaseClock>();
        services.AddSingleton<IStepFence, StepFence>();
        services.AddSingleton<IRunSnapshots, RunSnapshots>();
        services.AddSingleton<IBudgetWaiters, BudgetWaiters>();
        services.AddSingleton<IStepProgress, StepProgress>();
        services.AddSingleton<IDefinitionSurroundings, DefinitionSurroundings>();
        services.AddSingleton<RunScripts>();
        services.AddSingleton<RunStandings>();
        services.AddSingleton<RunTimeouts>();
        services.AddSingleton<RunPlaces>();
        services.AddSingleton<StepPlaces>();
        services.AddSingleton<ParsedContents>();
        services.AddSingleton<StepValues>();
        services.AddSingleton<StepClaims>();
        services.AddSingleton<StepCompletion>();
        services.AddSingleton<StepBreaks>();
        services.AddSingleton<StepExecutor>();
        services.Configure<HotPathOptions>(configuration.GetSection("GenOps:HotPath"));
        services.AddSingleton<GateMemory>();
        services.AddSingleton<HotQuestions>();
        services.AddSingleton<HotAnswers>();
        services.AddSingleton<HotPath>();
        services.AddSingleton<HotLooks>();
        services.AddSingleton<RunAborts>();
        services.AddSingleton<LeaseKeeper>();
        services.AddSingleton<RunWorker>();
        services.AddSingleton<IRunWorker>(s => s.GetRequiredService<RunWorker>());
        services.AddSingleton<RunDriver>();
        services.AddSingleton<ModelNeeds>();
        services.AddSingleton<QuickStarts>();
        services.AddSingleton<StartRun>();
        services.AddSingleton<StartRunPerFile>();
        services.AddSingleton<StartRunOnce>();
        services.AddSingleton<StartRuns>();
        return services.AddStepKinds(configuration);
    }

    /// <summary>Adds what a serving process does by itself: looking for what was lost.</summary>
    public static IServiceCollection AddRunDelivery(this IServiceCollection services) => services
        .AddSingleton<OrphanRescue>()
        .AddHostedService(s => s.GetRequiredService<OrphanRescue>())
        .AddHostedService<LeftCalls>();

    /// <summary>All kinds of steps that there are, so that a new one is its own file and nobody forgets it here.</summary>
    private static IServiceCollection AddStepKinds(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<ImageOptions>(configuration.GetSection("GenOps:Images")).AddSingleton<ImageMemory>().AddSingleton<ImageWorkshop>();
        foreach (var kind in typeof(IStepKind).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IStepKind))))
            services.AddSingleton(typeof(IStepKind), kind);
        return services;
    }
}
