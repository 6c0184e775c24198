using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Steps;

/// <summary>Work that needs no model: pictures are cropped, resized, re-encoded and tagged; texts and data get tags beside them.</summary>
public sealed class TransformStepKind(IDbContextFactory<GenOpsDbContext> factory, ImageWorkshop workshop, TimeProvider time) : IStepKind
{
    /// <inheritdoc />
    public StepKind Kind => StepKind.Transform;

    /// <inheritdoc />
    public async Task<StepOutcome> WorkAsync(StepWork work, CancellationToken cancellationToken)
    {
        var step = (TransformStep)work.Definition;
        if (!work.Values.TryResolve(step.Source.Text, out var source)) throw new MissingValueException(step.Source.Text);
        var tags = Tags(step, work.Values);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var results = new JsonArray();
        foreach (var one in source is JsonArray list ? [.. list] : new[] { source })
        {
            foreach (var result in await WorkOnAsync(db, work.Step, step, one, tags, results.Count, cancellationToken)) results.Add(result);
        }

        return new StepOutcome.Done(results.Count == 1 && source is not JsonArray ? results[0]!.DeepClone() : results);
    }

    private async Task<List<JsonNode?>> WorkOnAsync(
        GenOpsDbContext db, StepRun run, TransformStep step, JsonNode? source, IReadOnlyList<string> tags, int before, CancellationToken cancellationToken)
    {
        if (await PictureAsync(db, source, cancellationToken) is not { } picture) return [WithTags(step, source, tags)];
        var stem = run.Item == StepRun.NoItem ? run.StepId : $"{run.StepId}-{run.Item + 1}";
        if (before > 0) stem += $"-{before + 1}";
        var results = new List<JsonNode?>();
        foreach (var made in await workshop.WorkAsync(picture, step, tags, cancellationToken))
        {
            var name = made.Suffix.Length > 0 ? $"{stem}-{made.Suffix}.{made.Ending}" : $"{stem}.{made.Ending}";
            var hash = await BlobStore.PutAsync(db, made.Content, made.MediaType, time.UtcNow(), cancellationToken);
            results.Add(new StepFile(hash, name, made.MediaType, made.Content.Length, made.Width, made.Height, tags).ToJson());
        }

        return results;
    }

    /// <summary>The bytes of a picture made by a step or given as an input file; null for anything else.</summary>
    private static async Task<byte[]?> PictureAsync(GenOpsDbContext db, JsonNode? source, CancellationToken cancellationToken)
    {
        if (StepFile.From(source) is { } file) return await BlobStore.GetAsync(db, file.Hash, cancellationToken);
        return source is JsonObject input && input["base64"] is JsonValue encoded ? Convert.FromBase64String(encoded.GetValue<string>()) : null;
    }

    private static JsonObject WithTags(TransformStep step, JsonNode? source, IReadOnlyList<string> tags)
    {
        if (step.Resize.Count > 0 || step.Crop is not null || step.Format is not null || step.Thumbnail is not null)
            throw new InvalidInputException(step.Source.Text, "What it gives is no picture.", "Point 'source' at the output of an image step, or at a picture given as input.");
        return new JsonObject
        {
            ["content"] = source?.DeepClone(),
            ["tags"] = new JsonArray([.. tags.Select(t => JsonValue.Create(t))]),
        };
    }

    private static IReadOnlyList<string> Tags(TransformStep step, RunValues values)
    {
        if (step.Tags is not { } tags) return [];
        if (tags.Literal is { } literal) return literal;
        if (!values.TryResolve(tags.Path!.Text, out var found)) throw new MissingValueException(tags.Path.Text);
        return found switch
        {
            JsonArray list => [.. list.Where(t => t is not null).Select(Text)],
            JsonValue value => [Text(value)],
            _ => throw new MissingValueException(tags.Path.Text, $"The tags at '{tags.Path}' are no list of texts."),
        };
    }

    private static string Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : node?.ToText() ?? "";
}
