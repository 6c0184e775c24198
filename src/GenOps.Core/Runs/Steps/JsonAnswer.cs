using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;

namespace GenOps.Core.Runs.Steps;

/// <summary>Reads an answer that should be JSON by a schema.</summary>
internal static class JsonAnswer
{
    private const string NotUnicode = "a text in it is not well-formed Unicode";

    // Four levels below what JSON readers take by default: what is kept here is read again inside lists and objects of other steps.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 60 };

    /// <summary>The value, or what is wrong with it in words a model can mend it by. Throws for no answer, whatever it is.</summary>
    public static async Task<(JsonNode? Value, string? Problem)> ReadAsync(string text, string schema)
    {
        if (!PlainWords.IsWellFormed(text)) return (null, "it is not well-formed Unicode");
        var (value, problem) = Parse(Unfenced(text));
        if (problem is not null) return (null, problem);
        problem = Check(value, await JsonSchema.FromJsonAsync(schema));
        return problem is null ? (value, null) : (null, problem);
    }

    private static (JsonNode? Value, string? Problem) Parse(string text)
    {
        try
        {
            using var document = Json.ParseDocument(text, Strict);
            return IsWellFormed(document.RootElement)
                ? (Json.Parse(text, Strict), null)
                : (null, NotUnicode);
        }
        catch (JsonException e) when (e.Message.Contains("depth", StringComparison.OrdinalIgnoreCase))
        {
            return (null, $"it is nested too deep, more than {Strict.MaxDepth} levels");
        }
        catch (JsonException e)
        {
            return (null, $"it is not JSON ({PlainWords.Of(e.Message)})");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // The escapes of a name may be half a character, which the reader finds when it compares names.
            return (null, NotUnicode);
        }
    }

    /// <summary>Whether each text and each name in it can be read: an escape may name half a character.</summary>
    private static bool IsWellFormed(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.String => PlainWords.IsWellFormed(element.GetString()!),
                JsonValueKind.Array => element.EnumerateArray().All(IsWellFormed),
                JsonValueKind.Object => element.EnumerateObject().All(p => PlainWords.IsWellFormed(p.Name) && IsWellFormed(p.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string? Check(JsonNode? value, JsonSchema schema)
    {
        try
        {
            var errors = schema.Validate(value?.ToText() ?? "null");
            return errors.Count == 0
                ? null
                : PlainWords.Of(string.Join("; ", errors.Take(5).Select(e => $"{(string.IsNullOrEmpty(e.Path) ? "the answer" : e.Path)}: {e.Kind}")));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The checker reads with another reader, whose bounds are its own; whatever it does not take is of no use.
            return $"it cannot be checked against its schema ({PlainWords.Of(e.Message)})";
        }
    }

    /// <summary>Models like to wrap JSON in a Markdown fence.</summary>
    private static string Unfenced(string text)
    {
        var trimmed = text.Trim();
        if (!trimmed.StartsWith("```", StringComparison.Ordinal)) return trimmed;
        var start = trimmed.IndexOf('\n', StringComparison.Ordinal);
        var end = trimmed.LastIndexOf("```", StringComparison.Ordinal);
        return start > 0 && end > start ? trimmed[(start + 1)..end].Trim() : trimmed;
    }
}
