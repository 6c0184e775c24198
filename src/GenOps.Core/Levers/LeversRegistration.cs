using GenOps.Core.Levers.Batches;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Levers.Reroutes;
using GenOps.Core.Outputs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Levers;

/// <summary>Registers what people do to runs under way and to those that ended.</summary>
public static class LeversRegistration
{
    /// <summary>Adds the levers. Needs runs.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds <c>GenOps:Levers</c>.</param>
    public static IServiceCollection AddGenOpsLevers(this IServiceCollection services, IConfiguration configuration) => services
        .Configure<LeverOptions>(configuration.GetSection("GenOps:Levers"))
        .AddSingleton<CancelRun>()
        .AddSingleton<RetryRun>()
        .AddSingleton<RerunRun>()
        .AddSingleton<SettleDoubt>()
        .AddSingleton<RepriceUnpriced>()
        .AddSingleton<UndoReview>()
        .AddSingleton<WithdrawOutput>()
        .AddSingleton<SetPipelineLimits>()
        .AddSingleton<SetRunPriority>()
        .AddSingleton<PlaceHold>()
        .AddSingleton<ReleaseHold>()
        .AddSingleton<PlaceReroute>()
        .AddSingleton<TakeBackReroute>()
        .AddSingleton<RerouteSuggestion>()
        .AddSingleton<PlaceRunBatch>();

    /// <summary>Adds what a serving process does by itself: ending holds whose time is over, and carrying out batches.</summary>
    public static IServiceCollection AddLeverDelivery(this IServiceCollection services) => services
        .AddHostedService<HoldClock>()
        .AddHostedService<RunBatchWorker>();
}
