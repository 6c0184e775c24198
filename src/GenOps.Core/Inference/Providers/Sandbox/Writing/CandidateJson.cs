using System.Text.Json;

namespace GenOps.Core.Inference.Providers.Sandbox.Writing;

/// <summary>Reads a candidate that is data: one JSON document, or several with empty lines between them.</summary>
internal static class CandidateJson
{
    /// <summary>The objects and arrays; empty when the candidate is prose.</summary>
    public static IReadOnlyList<JsonElement> Read(string candidate)
    {
        if (Parse(candidate) is { } whole)
            return [whole];
        var parts = candidate.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToList();
        return parts.All(part => part is not null) ? [.. parts.Select(part => part!.Value)] : [];
    }

    /// <summary>Every string and number with its path.</summary>
    public static IEnumerable<(string Path, JsonElement Value)> Values(JsonElement element, string path = "") => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Values(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((item, i) => Values(item, $"{path}[{i}]")),
        // One piece of a thing is seldom written down.
        JsonValueKind.Number when path.EndsWith("quantity", StringComparison.Ordinal) && element.GetDouble() == 1 => [],
        JsonValueKind.String or JsonValueKind.Number => [(path, element)],
        _ => [],
    };

    private static JsonElement? Parse(string text)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..])
            return null;
        try
        {
            return Json.Deserialize<JsonElement>(text);
        }
        catch (JsonException)
        {
            // A text may begin with a bracket and be none.
            return null;
        }
    }
}
