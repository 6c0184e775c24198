using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Reviews;

/// <summary>Reads what went into an output: the run's inputs, and of a list only the item the output was made from.</summary>
internal static class SourceReading
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task<IReadOnlyList<SourceView>> ReadAsync(
        GenOpsDbContext db, Run run, Output output, CancellationToken cancellationToken)
    {
        JsonObject inputs;
        try
        {
            inputs = Json.Parse(await BlobStore.GetAsync(db, run.InputHash, cancellationToken))?.AsObject() ?? [];
        }
        catch (BlobErasedException e)
        {
            return [new SourceView("input", "text/plain", null, e.Message)];
        }

        var over = output.Item < 0 ? null : await MappedOverAsync(db, run, output, cancellationToken);
        List<SourceView> views = [];
        foreach (var (name, value) in inputs)
        {
            // Items of a list that is an input: the reviewer sees the one in question, not its neighbours.
            var shown = over == $"input.{name}" && value is JsonArray list && output.Item < list.Count ? list[output.Item] : value;
            views.AddRange(Views(name, shown));
        }

        // What a person reads comes first, settings such as a language after it.
        return [.. views.OrderByDescending(v => v.Text?.Length ?? 0)];
    }

    private static async Task<string?> MappedOverAsync(GenOpsDbContext db, Run run, Output output, CancellationToken cancellationToken)
    {
        var yaml = await db.PipelineVersions.Where(v => v.Id == run.VersionId).Select(v => v.Yaml).SingleAsync(cancellationToken);
        if (PipelineDefinition.Validate(yaml).Definition is not { } definition) return null;
        var per = definition.Outputs.FirstOrDefault(o => o.Name == output.Name)?.Per;
        return per is null ? null : StepGraph.Of(definition).FamilyOf(per);
    }

    private static IEnumerable<SourceView> Views(string name, JsonNode? value) => value switch
    {
        null => [],
        JsonArray list when list.All(item => item is JsonObject file && ValueText.IsFile(file)) => list.SelectMany(item => Views(name, item)),
        JsonObject file when ValueText.IsFile(file) => [FileView(file)],
        JsonValue scalar when scalar.TryGetValue<string>(out var text) => [new SourceView(name, "text/plain", text, "")],
        _ => [new SourceView(name, "application/json", value.ToText(Readable), "")],
    };

    private static SourceView FileView(JsonObject file)
    {
        var name = file["name"]!.GetValue<string>();
        var type = file["media_type"]!.GetValue<string>();
        return file["text"] is JsonValue text && text.TryGetValue<string>(out var inside)
            ? new SourceView(name, type, inside, "")
            : new SourceView(name, type, null, $"A file of the type {type}, which cannot be shown as text.");
    }
}
