using System.Text.Json.Nodes;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>
/// Makes a schema fit for strict structured output, which wants every object closed and every property required.
/// What follows the strict schema also follows the one it was made from.
/// </summary>
internal static class StrictSchema
{
    private static readonly string[] Children = ["properties", "$defs", "definitions"];
    private static readonly string[] Lists = ["anyOf", "oneOf", "allOf"];

    /// <summary>The strict form; the given text is left as it is.</summary>
    public static JsonNode From(string schema)
    {
        var root = Json.Parse(schema)!;
        Close(root);
        (root as JsonObject)?.Remove("$schema");
        return root;
    }

    private static void Close(JsonNode? node)
    {
        if (node is not JsonObject schema)
            return;
        if (schema["properties"] is JsonObject properties)
        {
            schema["additionalProperties"] = false;
            schema["required"] = new JsonArray([.. properties.Select(property => JsonValue.Create(property.Key))]);
        }

        foreach (var name in Children)
        {
            foreach (var (_, child) in schema[name] as JsonObject ?? [])
                Close(child);
        }

        foreach (var name in Lists)
        {
            foreach (var child in schema[name] as JsonArray ?? [])
                Close(child);
        }

        Close(schema["items"]);
    }
}
