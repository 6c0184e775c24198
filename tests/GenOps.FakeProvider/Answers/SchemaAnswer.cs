using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenOps.FakeProvider.Answers;

/// <summary>Fills a JSON schema with pieces of the prompt's text; the same prompt gives the same answer.</summary>
public sealed class SchemaAnswer
{
    private const int MaxDepth = 24;
    private readonly JsonElement root;
    private readonly IReadOnlyList<string> phrases;
    private int next;

    private SchemaAnswer(JsonElement root, string text)
    {
        this.root = root;
        phrases = Words.Phrases(text);
    }

    /// <summary>A JSON document that follows the schema.</summary>
    public static string Fill(JsonElement schema, string text) =>
        new SchemaAnswer(schema, text).Value(schema, "", 0)?.ToJsonString(FakeJson.Options) ?? "null";

    private JsonNode? Value(JsonElement schema, string name, int depth)
    {
        if (depth > MaxDepth || schema.ValueKind != JsonValueKind.Object)
            return null;
        if (schema.TryGetProperty("$ref", out var reference))
            return Value(Resolve(reference.GetString()!), name, depth + 1);
        if (schema.TryGetProperty("const", out var constant))
            return JsonNode.Parse(constant.GetRawText());
        if (schema.TryGetProperty("enum", out var choices) && choices.GetArrayLength() > 0)
            return JsonNode.Parse(choices[0].GetRawText());
        foreach (var union in (string[])["anyOf", "oneOf", "allOf"])
        {
            if (schema.TryGetProperty(union, out var options))
                return Value(options.EnumerateArray().FirstOrDefault(option => Type(option) != "null"), name, depth + 1);
        }

        return Type(schema) switch
        {
            "object" => Object(schema, depth),
            "array" => Array(schema, name, depth),
            "integer" => (long)Math.Round(Number(schema, 3)),
            "number" => Number(schema, name.Contains("score", StringComparison.OrdinalIgnoreCase) || Bound(schema, "maximum") == 1 ? 0.92 : 12.5),
            "boolean" => true,
            "null" => null,
            _ => Text(schema),
        };
    }

    private JsonObject Object(JsonElement schema, int depth)
    {
        var made = new JsonObject();
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
                made[property.Name] = Value(property.Value, property.Name, depth + 1);
        }

        return made;
    }

    private JsonArray Array(JsonElement schema, string name, int depth)
    {
        // A judge or a critique with nothing to complain lets a pipeline go its straight way.
        var complaint = name.Contains("problem", StringComparison.OrdinalIgnoreCase) || name.Contains("missing", StringComparison.OrdinalIgnoreCase);
        var count = (int)Math.Clamp(complaint ? 0 : Math.Min(3, phrases.Count), Bound(schema, "minItems") ?? 0, Bound(schema, "maxItems") ?? 3);
        var made = new JsonArray();
        for (var i = 0; i < count; i++)
            made.Add(schema.TryGetProperty("items", out var items) ? Value(items, name, depth + 1) : Text(schema));
        return made;
    }

    private JsonValue Text(JsonElement schema)
    {
        var format = schema.TryGetProperty("format", out var given) ? given.GetString() : null;
        var text = format switch
        {
            "date" => "2026-01-15",
            "date-time" => "2026-01-15T09:30:00Z",
            "email" => "someone@example.com",
            "uri" => "https://example.com/",
            _ => phrases[next++ % phrases.Count],
        };
        var most = (int)Math.Min(Bound(schema, "maxLength") ?? int.MaxValue, int.MaxValue);
        var least = (int)(Bound(schema, "minLength") ?? 0);
        text = text.Length > most ? text[..most] : text;
        return JsonValue.Create(text.Length < least ? text.PadRight(least, '.') : text)!;
    }

    private static double Number(JsonElement schema, double wish) =>
        Math.Clamp(wish, Bound(schema, "minimum") ?? double.MinValue, Bound(schema, "maximum") ?? double.MaxValue);

    private static double? Bound(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var value) && value.TryGetDouble(out var bound) ? bound : null;

    private static string? Type(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return null;
        if (!schema.TryGetProperty("type", out var type))
            return schema.TryGetProperty("properties", out _) ? "object" : schema.TryGetProperty("items", out _) ? "array" : null;
        return type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Select(one => one.GetString()).FirstOrDefault(one => one != "null")
            : type.GetString();
    }

    private JsonElement Resolve(string reference)
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
