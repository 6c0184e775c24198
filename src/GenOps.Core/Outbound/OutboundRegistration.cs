using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GenOps.Core.Outbound;

/// <summary>Adds the guard; any feature that connects to somewhere asks for it.</summary>
public static class OutboundRegistration
{
    /// <summary>Adds the guard, its client, and what administrators do with it. The host brings the database.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="configuration">Holds what is named; null takes the host's.</param>
    public static IServiceCollection AddGenOpsOutbound(this IServiceCollection services, IConfiguration? configuration = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => OutboundNames.Read(configuration ?? provider.GetRequiredService<IConfiguration>()));
        services.TryAddSingleton<OutboundAllowances>();
        services.TryAddSingleton<IOutboundAllowances>(provider => provider.GetRequiredService<OutboundAllowances>());
        services.TryAddSingleton<INameResolver, SystemNameResolver>();
        services.TryAddSingleton<OutboundGuard>();
        services.TryAddSingleton<OutboundClient>();
        services.TryAddSingleton<OutboundDownload>();
        services.TryAddSingleton<AllowOutbound>();
        services.TryAddSingleton<EndOutbound>();
        services.TryAddSingleton<OutboundQuery>();
        return services;
    }

    /// <summary>Lets a named client connect through the guard.</summary>
    public static IHttpClientBuilder ThroughGuard(this IHttpClientBuilder client) =>
        client.ConfigurePrimaryHttpMessageHandler(provider => new OutboundHandler(provider.GetRequiredService<OutboundGuard>()));
}
