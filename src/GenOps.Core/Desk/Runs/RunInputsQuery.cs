using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Runs;

/// <summary>One text, number, choice or file a run was started with.</summary>
/// <param name="Input">The input's name.</param>
/// <param name="Label">As its form calls it.</param>
/// <param name="File">The file's name; null where it is no file.</param>
/// <param name="Text">The content; null of a picture.</param>
/// <param name="Bytes">How large a picture is; 0 of a text.</param>
public sealed record RunInput(string Input, string Label, string? File, string? Text, int Bytes);

/// <summary>What a run was started with.</summary>
/// <param name="Items">In the order of the form; the files of one input one after the other.</param>
/// <param name="Erased">Why they are not here any more; null while they are.</param>
public sealed record RunInputs(IReadOnlyList<RunInput> Items, string? Erased = null);

/// <summary>Reads what runs were started with.</summary>
public sealed class RunInputsQuery(IDbContextFactory<GenOpsDbContext> contexts, RunScripts scripts)
{
    /// <summary>The inputs; null when there is no such run.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<RunInputs?> FindAsync(Actor actor, RunId id, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Runs.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is not { } run) return null;
        try
        {
            var values = await RunScripts.InputsAsync(db, run, cancellationToken);
            var script = await scripts.OfAsync(run.VersionId, cancellationToken);
            return new RunInputs([.. script.Definition.Inputs.SelectMany(i => Of(i.Name, i.Label, values[i.Name]))]);
        }
        catch (BlobErasedException e)
        {
            return new RunInputs([], e.Message);
        }
    }

    private static IEnumerable<RunInput> Of(string name, string label, JsonNode? value) => value switch
    {
        null => [],
        JsonArray files => files.SelectMany(f => Of(name, label, f)),
        JsonObject file when file["base64"] is { } picture =>
            [new RunInput(name, label, file["name"]?.GetValue<string>(), null, Convert.FromBase64String(picture.GetValue<string>()).Length)],
        JsonObject file => [new RunInput(name, label, file["name"]?.GetValue<string>(), file["text"]?.GetValue<string>(), 0)],
        _ => [new RunInput(name, label, null, value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToText(), 0)],
    };
}
