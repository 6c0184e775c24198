using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Starts.Schedules;

/// <summary>Registers schedules.</summary>
internal static class ScheduleRegistration
{
    /// <summary>Adds the commands.</summary>
    public static void AddGenOpsSchedules(this IServiceCollection services)
    {
        services.AddSingleton<SaveSchedule>();
        services.AddSingleton<EnableSchedule>();
        services.AddSingleton<RemoveSchedule>();
        services.AddSingleton<PauseSchedule>();
        services.AddSingleton<ResumeSchedule>();
    }

    /// <summary>Adds what a serving process does by itself.</summary>
    public static void AddScheduleDelivery(this IServiceCollection services)
    {
        services.AddSingleton<ScheduleTaking>();
        services.AddSingleton<ScheduleTick>();
        services.AddHostedService(s => s.GetRequiredService<ScheduleTick>());
    }
}
