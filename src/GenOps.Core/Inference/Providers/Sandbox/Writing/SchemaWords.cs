using System.Text.Json;

namespace GenOps.Core.Inference.Providers.Sandbox.Writing;

/// <summary>Reads the words of a JSON schema.</summary>
internal static class SchemaWords
{
    /// <summary>The type, of several the first that is not null; guessed where it is left out.</summary>
    public static string? Type(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return null;
        if (!schema.TryGetProperty("type", out var type))
            return schema.TryGetProperty("properties", out _) ? "object" : schema.TryGetProperty("items", out _) ? "array" : null;
        return type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Select(one => one.GetString()).FirstOrDefault(one => one != "null")
            : type.GetString();
    }

    /// <summary>The first alternative that is not null; null where there are none.</summary>
    public static JsonElement? Union(JsonElement schema)
    {
        foreach (var name in (string[])["anyOf", "oneOf", "allOf"])
        {
            if (!schema.TryGetProperty(name, out var options) || options.ValueKind != JsonValueKind.Array)
                continue;
            foreach (var option in options.EnumerateArray())
            {
                if (Type(option) != "null")
                    return option;
            }
        }

        return null;
    }

    /// <summary>A number of the schema; null where it has none of that name.</summary>
    public static decimal? Bound(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var bound) ? bound : null;

    /// <summary>What the schema says about itself; empty for nothing.</summary>
    public static string Description(JsonElement schema) => Text(schema, "description") ?? Text(schema, "title") ?? "";

    /// <summary>A string of the schema; null where it has none of that name.</summary>
    public static string? Text(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>What a local reference points at; undefined where it points nowhere.</summary>
    public static JsonElement Resolve(JsonElement root, string reference)
    {
        var at = root;
        foreach (var part in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(part, out at))
                return default;
        }

        return at;
    }
}
