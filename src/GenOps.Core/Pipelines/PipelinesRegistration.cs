using GenOps.Core.Pipelines.Definitions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Pipelines;

/// <summary>Registers definitions and their versions.</summary>
public static class PipelinesRegistration
{
    /// <summary>Adds what reads, checks and publishes definitions. Needs the database, a clock and an <see cref="IDefinitionSurroundings"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds <c>GenOps:Limits</c>.</param>
    public static IServiceCollection AddGenOpsPipelines(this IServiceCollection services, IConfiguration configuration) => services
        .Configure<InputLimits>(configuration.GetSection("GenOps:Limits"))
        .AddSingleton<DefinitionCheck>()
        .AddSingleton<PublishPipeline>()
        .AddSingleton<PipelineDrafts>()
        .AddSingleton<ActivateVersion>()
        .AddSingleton<EnablePipeline>()
        .AddSingleton<PipelineTextQuery>();
}
