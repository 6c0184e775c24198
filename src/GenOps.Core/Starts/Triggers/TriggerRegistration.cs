using GenOps.Core.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Starts.Triggers;

/// <summary>Registers triggers.</summary>
internal static class TriggerRegistration
{
    /// <summary>Adds the commands and the query.</summary>
    /// <exception cref="InvalidInputException">Folders would be watched where the product keeps its own files.</exception>
    public static void AddGenOpsTriggers(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        var root = configuration[TriggerFolders.Setting] is { Length: > 0 } given ? given : Path.Combine(dataFolder, OwnPlaces.Inbox);
        var folders = new TriggerFolders(Path.GetFullPath(root), OwnPlaces.Of(configuration, dataFolder));
        if (folders.RootProblem() is { } problem) throw new InvalidInputException([problem]);
        services.AddSingleton(folders);
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
