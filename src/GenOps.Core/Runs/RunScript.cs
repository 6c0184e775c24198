using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs;

/// <summary>What a run executes: the parsed definition of its version, and the order its steps follow.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Graph">Which step waits for which.</param>
/// <param name="PipelineName">For folders and messages.</param>
/// <param name="Number">The version's, from 1.</param>
public sealed record RunScript(PipelineDefinition Definition, StepGraph Graph, string PipelineName, int Number);

/// <summary>Parses each version once; versions never change.</summary>
public sealed class RunScripts(IDbContextFactory<GenOpsDbContext> factory)
{
    private readonly ConcurrentDictionary<PipelineVersionId, RunScript> scripts = new();

    /// <summary>The script of a version.</summary>
    public async Task<RunScript> OfAsync(PipelineVersionId version, CancellationToken cancellationToken)
    {
        if (scripts.TryGetValue(version, out var known)) return known;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var row = await db.PipelineVersions.AsNoTracking().Where(v => v.Id == version)
            .Join(db.Pipelines, v => v.PipelineId, p => p.Id, (v, p) => new { v.Yaml, v.Number, p.Name })
            .SingleAsync(cancellationToken);
        var definition = PipelineDefinition.Parse(row.Yaml);
        var script = new RunScript(definition, StepGraph.Of(definition), row.Name, row.Number);
        // A process that ran for months on many versions keeps only what it needs at hand.
        if (scripts.Count > 500) scripts.Clear();
        return scripts.GetOrAdd(version, script);
    }

    /// <summary>The bound inputs of a run.</summary>
    /// <exception cref="BlobErasedException">They were erased.</exception>
    public static async Task<JsonObject> InputsAsync(GenOpsDbContext db, Run run, CancellationToken cancellationToken) =>
        Json.Parse(await BlobStore.GetAsync(db, run.InputHash, cancellationToken))!.AsObject();
}
