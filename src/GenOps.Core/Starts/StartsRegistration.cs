using GenOps.Core.Starts.Backfills;
using GenOps.Core.Starts.Schedules;
using GenOps.Core.Starts.Triggers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Starts;

/// <summary>Registers every way a run begins by itself.</summary>
public static class StartsRegistration
{
    /// <summary>Adds schedules, backfills, triggers and the samples' first runs. Needs runs and levers.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Says where watched folders may lie.</param>
    /// <param name="dataFolder">Where they lie unless told otherwise.</param>
    /// <exception cref="InvalidInputException">Folders would be watched where the product keeps its own files.</exception>
    public static IServiceCollection AddGenOpsStarts(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        services.AddGenOpsSchedules();
        services.AddGenOpsBackfills();
        services.AddGenOpsTriggers(configuration, dataFolder);
        return services.AddSingleton<SampleInstaller>();
    }

    /// <summary>Adds what a serving process does by itself.</summary>
    public static IServiceCollection AddStartDelivery(this IServiceCollection services)
    {
        services.AddScheduleDelivery();
        services.AddBackfillDelivery();
        services.AddTriggerDelivery();
        return services;
    }
}
