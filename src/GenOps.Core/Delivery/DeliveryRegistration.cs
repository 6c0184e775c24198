using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Delivery;

/// <summary>Registers the delivery of the outbox.</summary>
public static class DeliveryRegistration
{
    /// <summary>Adds what a process that works needs to look for work by itself. Needs an <see cref="ILookQueue"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="workers">How many runs it works on at once.</param>
    public static IServiceCollection AddOutboxDelivery(this IServiceCollection services, int workers) => services
        .AddSingleton(s => new LookCrew(workers, LookCrew.Patience, s.GetRequiredService<TimeProvider>()))
        .AddSingleton<DueWakes>()
        .AddSingleton<WorkSearch>()
        .AddTransient<RunJob>()
        .AddHostedService<OutboxDispatcher>();
}
