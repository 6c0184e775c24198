using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Starts.Backfills;

/// <summary>Registers backfills.</summary>
internal static class BackfillRegistration
{
    /// <summary>Adds the commands and the query.</summary>
    public static void AddGenOpsBackfills(this IServiceCollection services)
    {
        services.AddSingleton<StartBackfill>();
        services.AddSingleton<CancelBackfill>();
        services.AddSingleton<ChangeBackfill>();
        services.AddSingleton<BackfillQuery>();
    }

    /// <summary>Adds what a serving process does by itself.</summary>
    public static void AddBackfillDelivery(this IServiceCollection services)
    {
        services.AddSingleton<BackfillStarting>();
        services.AddSingleton<BackfillTick>();
        services.AddHostedService(s => s.GetRequiredService<BackfillTick>());
    }
}
