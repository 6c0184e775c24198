using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>How a value reads when it is inserted into a text.</summary>
public static class ValueText
{
    // The text goes to a model, not into HTML: umlauts and quotes stay as people wrote them.
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Strings as they are, a file as its text, several files one after the other under their names,
    /// other objects and lists as compact JSON, null as nothing.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="path">Where it came from, for the message.</param>
    /// <exception cref="MissingValueException">A file that is no text.</exception>
    public static string Of(JsonNode? value, string path) => value switch
    {
        null => "",
        JsonValue scalar when scalar.TryGetValue<string>(out var text) => text,
        JsonObject file when IsFile(file) => FileText(file, path),
        JsonArray { Count: > 0 } files when files.All(f => f is JsonObject item && IsFile(item)) =>
            string.Join("\n\n", files.Select(f => $"{f!["name"]!.GetValue<string>()}\n\n{FileText((JsonObject)f, path).Trim()}")),
        _ => value.ToText(Compact),
    };

    /// <summary>True for the value of a file input: <c>{name, media_type, text?}</c>.</summary>
    public static bool IsFile(JsonObject value) => IsText(value["name"]) && IsText(value["media_type"]);

    private static string FileText(JsonObject file, string path) =>
        file["text"] is JsonValue text && text.TryGetValue<string>(out var inside)
            ? inside
            : throw new MissingValueException(path, $"The file '{file["name"]}' at '{path}' is {file["media_type"]}, which has no text to insert.");

    private static bool IsText(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String;
}
