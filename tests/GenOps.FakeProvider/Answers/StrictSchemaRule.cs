using System.Text.Json;

namespace GenOps.FakeProvider.Answers;

/// <summary>What a provider of strict structured output asks of a schema.</summary>
public static class StrictSchemaRule
{
    /// <summary>What breaks the rule; null when nothing does.</summary>
    public static string? Problem(JsonElement schema, string at = "#")
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return null;
        if (schema.TryGetProperty("properties", out var properties))
        {
            if (!schema.TryGetProperty("additionalProperties", out var more) || more.ValueKind != JsonValueKind.False)
                return $"Invalid schema for response_format: in {at}, 'additionalProperties' is required to be supplied and to be false.";
            var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()).ToHashSet() : [];
            foreach (var property in properties.EnumerateObject())
            {
                if (!required.Contains(property.Name))
                    return $"Invalid schema for response_format: in {at}, 'required' must include every key in properties; missing '{property.Name}'.";
                if (Problem(property.Value, at + "/properties/" + property.Name) is { } inner)
                    return inner;
            }
        }

        return schema.TryGetProperty("items", out var items) ? Problem(items, at + "/items") : null;
    }
}
