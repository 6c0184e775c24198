using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;

namespace GenOps.Core.Runs.Steps;

/// <summary>Reads an answer that should be JSON by a schema.</summary>
internal static class JsonAnswer
{
    /// <summary>The value, or what is wrong with it in words a model can mend it by.</summary>
    public static async Task<(JsonNode? Value, string? Problem)> ReadAsync(string text, string schema)
    {
        JsonNode? value;
        try
        {
            value = JsonNode.Parse(Unfenced(text));
        }
        catch (JsonException e)
        {
            return (null, $"it is not JSON ({e.Message})");
        }

        var errors = (await JsonSchema.FromJsonAsync(schema)).Validate(value?.ToJsonString() ?? "null");
        return errors.Count == 0
            ? (value, null)
            : (null, string.Join("; ", errors.Take(5).Select(e => $"{(string.IsNullOrEmpty(e.Path) ? "the answer" : e.Path)}: {e.Kind}")));
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
