using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>A value for one input as a person, a file chooser or the API gives it, before it is checked.</summary>
public abstract record InputValue
{
    private InputValue()
    {
    }

    /// <summary>Something typed or chosen; a number is given as its text.</summary>
    /// <param name="Value">As given.</param>
    public sealed record Text(string Value) : InputValue;

    /// <summary>One file.</summary>
    /// <param name="Name">With its extension, without folders.</param>
    /// <param name="MediaType">As the browser says; null or empty when it is to be told from the name.</param>
    /// <param name="Content">The bytes.</param>
    public sealed record File(string Name, string? MediaType, byte[] Content) : InputValue;

    /// <summary>Several files.</summary>
    /// <param name="Items">In their order.</param>
    public sealed record Files(IReadOnlyList<File> Items) : InputValue;

    /// <summary>
    /// Reads a value of a JSON request: a string, number or boolean; a file as <c>{"name", "media_type"?, "text"}</c> or
    /// <c>{"name", "media_type"?, "base64"}</c>; a list of files. Null for JSON null.
    /// </summary>
    /// <param name="field">The input's name, for the message.</param>
    /// <param name="node">The value.</param>
    /// <exception cref="InvalidInputException">It is none of these.</exception>
    public static InputValue? FromJson(string field, JsonNode? node) => node switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => new Text(value.GetValue<string>()),
        JsonValue value => new Text(value.ToText()),
        JsonArray items => new Files([.. items.Select((item, i) => FileOf($"{field}[{i}]", item as JsonObject))]),
        _ => FileOf(field, (JsonObject)node),
    };

    /// <summary>Reads all values of a JSON request.</summary>
    /// <exception cref="InvalidInputException">One is none of what <see cref="FromJson(string, JsonNode?)"/> takes.</exception>
    public static IReadOnlyDictionary<string, InputValue> FromJson(JsonObject inputs)
    {
        var values = new Dictionary<string, InputValue>();
        foreach (var (name, node) in inputs)
        {
            if (FromJson(name, node) is { } value) values.Add(name, value);
        }

        return values;
    }

    private static File FileOf(string field, JsonObject? file)
    {
        const string Cure = "Write {\"name\": \"notes.md\", \"text\": \"…\"}, or \"base64\" instead of \"text\".";
        if (TextOf(file, "name") is not { Length: > 0 } name) throw new InvalidInputException(field, "This is neither a value nor a file with a name.", Cure);
        var mediaType = TextOf(file, "media_type");
        if (TextOf(file, "text") is { } text) return new File(name, mediaType, Encoding.UTF8.GetBytes(text));
        if (TextOf(file, "base64") is not { } encoded) throw new InvalidInputException(field, $"The file '{name}' has no content.", Cure);
        try
        {
            return new File(name, mediaType, Convert.FromBase64String(encoded));
        }
        catch (FormatException)
        {
            throw new InvalidInputException(field, $"The content of '{name}' is not base64.", Cure);
        }
    }

    private static string? TextOf(JsonObject? file, string key) =>
        file?[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
