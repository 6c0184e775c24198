using GenOps.Core.Outbound;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GenOps.Core.Inference.Providers;

/// <summary>Adds the providers.</summary>
public static class ProviderRegistration
{
    /// <summary>
    /// Adds the registry, its commands and its queries. The host brings <see cref="ISecretProtector"/>, the database
    /// and the configuration.
    /// </summary>
    public static IServiceCollection AddGenOpsProviders(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddGenOpsOutbound();
        services.AddSingleton<IProviderRegistry, ProviderRegistry>();
        services.AddTransient<SaveProvider>();
        services.AddTransient<RemoveProvider>();
        services.AddTransient<AllowSavedProviders>();
        services.AddTransient<NoteEarlierProviders>();
        services.AddTransient<AnswerFailover>();
        services.AddTransient<PlaceProvider>();
        services.AddTransient<TestProvider>();
        services.AddTransient<ProvidersQuery>();
        services.AddTransient<LocalProviderDiscovery>();
        return services;
    }
}
