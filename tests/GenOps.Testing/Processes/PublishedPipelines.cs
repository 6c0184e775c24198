using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Testing.Processes;

/// <summary>Puts pipelines into the database of a process from beside it.</summary>
public static class PublishedPipelines
{
    /// <summary>Publishes definitions; which models there are is the process's own affair.</summary>
    public static async Task AddAsync(DatabaseChoice database, params IEnumerable<string> definitions)
    {
        await using var services = new ServiceCollection()
            .AddGenOpsDatabase(database)
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IDefinitionSurroundings, Anything>()
            .AddSingleton<DefinitionCheck>()
            .AddSingleton<PublishPipeline>()
            .BuildServiceProvider();
        foreach (var yaml in definitions)
            await services.GetRequiredService<PublishPipeline>().ExecuteAsync(Actor.System, yaml, CancellationToken.None);
    }

    private sealed class Anything : IDefinitionSurroundings
    {
        public IModelCatalogue? Models => null;

        public IReadOnlyCollection<string> Channels => ["folder"];
    }
}
