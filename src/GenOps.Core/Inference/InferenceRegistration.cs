using GenOps.Core.Data;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger.Budgets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Inference;

/// <summary>Registers the paid-call protocol, its routing and its limits.</summary>
public static class InferenceRegistration
{
    /// <summary>Adds them. Needs the database, providers, prices, budgets and a clock, and what tells a run's snapshot and hears of its progress.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds <c>GenOps:Recovery</c> and <c>GenOps:Limits</c>.</param>
    /// <param name="dataFolder">Where the spool goes.</param>
    public static IServiceCollection AddGenOpsInference(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        services.Configure<AnswerLimits>(configuration.GetSection("GenOps:Limits"));
        services.Configure<RecoveryOptions>(configuration.GetSection("GenOps:Recovery"));
        services.AddSingleton(new SpoolFolder(Path.Combine(dataFolder, "spool")));
        services.AddSingleton(s => new NodeIdentity(dataFolder, s.GetRequiredService<DatabaseChoice>()));
        services.AddSingleton<RouteResolver>();
        services.AddSingleton<Failover>();
        services.AddTransient<FailoverQuery>();
        services.AddSingleton<CloseCircuit>();
        services.AddSingleton<SetCallLimit>();
        services.AddSingleton<IUncountedCalls, UncountedCalls>();
        services.AddSingleton<CallIntents>();
        services.AddSingleton<CallPrices>();
        services.AddSingleton<CallLog>();
        services.AddSingleton<CallSending>();
        services.AddSingleton<CallRefusal>();
        services.AddSingleton<CallDoubt>();
        services.AddSingleton<IAnswerIdentity, AnswerIdentity>();
        services.AddSingleton<CallAnswers>();
        services.AddSingleton<CallUpkeep>();
        services.AddSingleton<DoubtSettlement>();
        services.AddSingleton<ICallsUnderWay, CallsUnderWay>();
        services.AddSingleton<CallSpool>();
        services.AddSingleton<LateCharges>();
        services.AddSingleton<BrokenCalls>();
        services.AddSingleton<CallSender>();
        services.AddSingleton<CallProtocol>();
        return services;
    }

    /// <summary>Adds what a serving process does by itself: looking for charges that turn up late.</summary>
    public static IServiceCollection AddInferenceDelivery(this IServiceCollection services) =>
        services.AddHostedService(s => s.GetRequiredService<LateCharges>());
}
