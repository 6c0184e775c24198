using System.Text.Json.Nodes;
using GenOps.Core.Blobs;

namespace GenOps.Core.Runs.Steps;

/// <summary>A file in a step's output: the output names it, the blob holds it.</summary>
/// <param name="Hash">Of its content.</param>
/// <param name="Name">A file name.</param>
/// <param name="MediaType">As <c>image/png</c>.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Width">Pixels; 0 for what is no picture.</param>
/// <param name="Height">Pixels; 0 for what is no picture.</param>
/// <param name="Tags">Its metadata tags; empty for none.</param>
public sealed record StepFile(BlobHash Hash, string Name, string MediaType, long Length, int Width, int Height, IReadOnlyList<string> Tags)
{
    private const string HashKey = "blob";

    /// <summary>As it stands in a step's output.</summary>
    public JsonObject ToJson() => new()
    {
        [HashKey] = Hash.Hex,
        ["name"] = Name,
        ["media_type"] = MediaType,
        ["bytes"] = Length,
        ["width"] = Width,
        ["height"] = Height,
        ["tags"] = new JsonArray([.. Tags.Select(t => JsonValue.Create(t))]),
    };

    /// <summary>Reads it from a step's output; null for what is no file.</summary>
    public static StepFile? From(JsonNode? node) =>
        node is JsonObject file && file[HashKey] is { } hash && file["media_type"] is { } type
            ? new StepFile(
                new BlobHash(hash.GetValue<string>()),
                file["name"]?.GetValue<string>() ?? "file",
                type.GetValue<string>(),
                file["bytes"]?.GetValue<long>() ?? 0,
                file["width"]?.GetValue<int>() ?? 0,
                file["height"]?.GetValue<int>() ?? 0,
                [.. file["tags"]?.AsArray().Select(t => t!.GetValue<string>()) ?? []])
            : null;
}
