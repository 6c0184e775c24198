using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GenOps.Core.Delivery;

/// <summary>Registers the outbox and what tells that something changed.</summary>
public static class DeliveryRegistration
{
    /// <summary>Adds what commits leave behind for others to hear. A second time adds nothing.</summary>
    public static IServiceCollection AddGenOpsOutbox(this IServiceCollection services)
    {
        services.TryAddSingleton<NodeNotices>();
        services.TryAddSingleton<RunChanges>();
        services.TryAddSingleton<OutboxSignal>();
        services.TryAddSingleton<IOutboxSignal>(s => s.GetRequiredService<OutboxSignal>());
        return services;
    }

    /// <summary>Adds the dispatcher of a serving process. Needs an <see cref="IRunQueue"/>.</summary>
    public static IServiceCollection AddOutboxDelivery(this IServiceCollection services) => services.AddHostedService<OutboxDispatcher>();
}
