using GenOps.Core.Delivery;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GenOps.Core.Audit;

/// <summary>Registers what runs commands, and what their commits leave for others to hear.</summary>
public static class CommandRegistration
{
    /// <summary>Adds it. Needs the database's contexts and a <see cref="TimeProvider"/>. A second time adds nothing.</summary>
    public static IServiceCollection AddGenOpsCommands(this IServiceCollection services)
    {
        services.TryAddSingleton<NodeNotices>();
        services.TryAddSingleton<RunChanges>();
        services.TryAddSingleton<OutboxSignal>();
        services.TryAddSingleton<IOutboxSignal>(s => s.GetRequiredService<OutboxSignal>());
        services.TryAddSingleton<CommandRunner>();
        return services;
    }
}
