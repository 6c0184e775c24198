using GenOps.Core.Desk.Operations;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Desk.Reviews;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Desk.Views;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Desk;

/// <summary>Registers all that pages and the API read of runs, pipelines and reviews.</summary>
public static class DeskRegistration
{
    /// <summary>Adds the queries, and what people keep of their views. Needs runs, starts and levers.</summary>
    public static IServiceCollection AddGenOpsDesk(this IServiceCollection services) => services
        .AddRuns()
        .AddOperations()
        .AddPipelines()
        .AddReviews()
        .AddSingleton<SavedViewQuery>()
        .AddSingleton<SaveView>()
        .AddSingleton<DeleteView>();

    private static IServiceCollection AddRuns(this IServiceCollection services) => services
        .AddSingleton<RunOverviewQuery>()
        .AddSingleton<RunListQuery>()
        .AddSingleton<RunDetailQuery>()
        .AddSingleton<RunInputsQuery>()
        .AddSingleton<RunTimelineQuery>()
        .AddSingleton<RunLogQuery>()
        .AddSingleton<CallRunQuery>()
        .AddSingleton<RerunFormQuery>()
        .AddSingleton<ReviewListQuery>();

    private static IServiceCollection AddOperations(this IServiceCollection services) => services
        .AddSingleton<DeskQuery>()
        .AddSingleton<HoldListQuery>()
        .AddSingleton<ProviderHealthQuery>()
        .AddSingleton<RerouteForecastQuery>()
        .AddSingleton<RerouteListQuery>()
        .AddSingleton<RunBatchQuery>()
        .AddSingleton<UnpricedQuery>()
        .AddSingleton<WaitGroups>()
        .AddSingleton<WorkersQuery>();

    private static IServiceCollection AddPipelines(this IServiceCollection services) => services
        .AddSingleton<FirstStepsQuery>()
        .AddSingleton<PipelineDetailQuery>()
        .AddSingleton<PipelineOverviewQuery>()
        .AddSingleton<ScheduleQuery>()
        .AddSingleton<StepGraphQuery>()
        .AddSingleton<StepHeatQuery>();

    private static IServiceCollection AddReviews(this IServiceCollection services) => services
        .AddSingleton<ReviewQueueQuery>()
        .AddSingleton<ReviewDetailQuery>()
        .AddSingleton<ReviewHistoryQuery>()
        .AddSingleton<OutputDetailQuery>()
        .AddSingleton<ArtifactContentQuery>();
}
