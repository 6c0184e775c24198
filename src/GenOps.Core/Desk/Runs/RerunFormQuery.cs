using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Runs;

/// <summary>What a run can be run again with.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Version">The version the definition is of.</param>
/// <param name="Versions">All versions' numbers, newest first.</param>
/// <param name="Definition">Of the version.</param>
/// <param name="Texts">The run's inputs that are texts or numbers, by name; empty where they were erased.</param>
/// <param name="Money">Of the run, and of each that repeats it.</param>
public sealed record RerunForm(
    string Pipeline, int Version, IReadOnlyList<int> Versions, PipelineDefinition Definition, IReadOnlyDictionary<string, string> Texts, MoneyMode Money);

/// <summary>Reads what the form for running something again begins with.</summary>
public sealed class RerunFormQuery(IDbContextFactory<GenOpsDbContext> contexts, RunScripts scripts)
{
    /// <summary>The form; null when there is no such run.</summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="id">The run.</param>
    /// <param name="version">The version to run; null for the run's own.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<RerunForm?> FindAsync(Actor actor, RunId id, int? version, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var run = await db.Runs.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (run is null) return null;
        var versions = await db.PipelineVersions.Where(v => v.PipelineId == run.PipelineId)
            .OrderByDescending(v => v.Number).Select(v => new { v.Id, v.Number }).ToListAsync(cancellationToken);
        var chosen = versions.FirstOrDefault(v => v.Number == version) ?? versions.Single(v => v.Id == run.VersionId);
        var script = await scripts.OfAsync(chosen.Id, cancellationToken);
        return new RerunForm(
            script.PipelineName, chosen.Number, [.. versions.Select(v => v.Number)], script.Definition, await TextsAsync(db, run, cancellationToken), run.Money);
    }

    private static async Task<IReadOnlyDictionary<string, string>> TextsAsync(GenOpsDbContext db, Run run, CancellationToken cancellationToken)
    {
        try
        {
            var inputs = await RunScripts.InputsAsync(db, run, cancellationToken);
            return inputs.Where(i => i.Value is JsonValue).ToDictionary(i => i.Key, i => TextOf(i.Value!));
        }
        catch (BlobErasedException)
        {
            // They are asked for anew.
            return new Dictionary<string, string>();
        }
    }

    private static string TextOf(JsonNode value) =>
        value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToText();
}
