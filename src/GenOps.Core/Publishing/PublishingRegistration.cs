using GenOps.Core.Outbound;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Publishing;

/// <summary>Registers the channels and the publisher.</summary>
public static class PublishingRegistration
{
    /// <summary>Adds <see cref="Publisher"/> and <see cref="PublishChannels"/>; wrong settings are told when they are first asked for.</summary>
    /// <param name="services">Needs the database and a <see cref="TimeProvider"/>.</param>
    /// <param name="configuration">Holds <c>GenOps:Channels</c>.</param>
    /// <param name="dataFolder">Where the channel <c>folder</c> writes, below <c>published</c>.</param>
    public static IServiceCollection AddGenOpsPublishing(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        services.AddGenOpsOutbound(configuration);
        services.AddHttpClient(WebhookChannel.ClientName, client => client.Timeout = WebhookChannel.Timeout).ThroughGuard();
        services.AddSingleton(provider => PublishChannels.From(
            configuration, dataFolder, provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Publisher>();
        return services;
    }
}
