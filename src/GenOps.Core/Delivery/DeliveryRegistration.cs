using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Delivery;

/// <summary>Registers the delivery of the outbox.</summary>
public static class DeliveryRegistration
{
    /// <summary>Adds the dispatcher of a serving process. Needs an <see cref="IRunQueue"/>.</summary>
    public static IServiceCollection AddOutboxDelivery(this IServiceCollection services) => services.AddHostedService<OutboxDispatcher>();
}
