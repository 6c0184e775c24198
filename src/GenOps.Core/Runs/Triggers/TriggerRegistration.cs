using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Runs.Triggers;

/// <summary>Registers triggers.</summary>
internal static class TriggerRegistration
{
    /// <summary>Adds the commands and the query.</summary>
    public static void AddGenOpsTriggers(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        services.AddSingleton(new TriggerFolders(Path.GetFullPath(configuration[TriggerFolders.Setting] is { Length: > 0 } root ? root : Path.Combine(dataFolder, "inbox"))));
        services.AddSingleton<SaveTrigger>();
        services.AddSingleton<EnableTrigger>();
        services.AddSingleton<RemoveTrigger>();
        services.AddSingleton<RotateTriggerSecret>();
        services.AddSingleton<TakeWebhook>();
        services.AddSingleton<TriggerQuery>();
    }

    /// <summary>Adds what a serving process does by itself.</summary>
    public static void AddTriggerDelivery(this IServiceCollection services)
    {
        services.AddSingleton<FileTaking>();
        services.AddSingleton<FolderWatch>();
        services.AddHostedService(s => s.GetRequiredService<FolderWatch>());
    }
}
