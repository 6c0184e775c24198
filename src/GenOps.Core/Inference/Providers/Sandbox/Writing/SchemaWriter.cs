using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers.Sandbox.Reading;

namespace GenOps.Core.Inference.Providers.Sandbox.Writing;

/// <summary>Fills a JSON schema from the sources: the names of its properties say what is looked for.</summary>
internal sealed class SchemaWriter
{
    private const int MaxDepth = 16;
    private readonly JsonElement root;
    private readonly Assignment assignment;
    private readonly int mostItems;

    private SchemaWriter(JsonElement root, Assignment assignment, int mostItems)
    {
        this.root = root;
        this.assignment = assignment;
        this.mostItems = mostItems;
    }

    /// <summary>A document that follows the schema, with as many items as fit into the tokens allowed.</summary>
    public static string Write(Assignment assignment)
    {
        var schema = Json.Deserialize<JsonElement>(assignment.Request.Schema!);
        var items = ProseWriter.Depth(assignment.Tier, 3, 4, 6);
        while (true)
        {
            var value = new SchemaWriter(schema, assignment, items).Value(schema, "", new FieldFinder(assignment, assignment.Main), 0);
            var text = value?.ToText(SandboxJson.Options) ?? "null";
            if (items == 1 || TokenCounter.Count(text) <= assignment.Request.MaxOutputTokens)
                return text;
            items--;
        }
    }

    private JsonNode? Value(JsonElement schema, string name, FieldFinder finder, int depth)
    {
        if (depth > MaxDepth || schema.ValueKind != JsonValueKind.Object)
            return null;
        if (schema.TryGetProperty("$ref", out var reference))
            return Value(SchemaWords.Resolve(root, reference.GetString() ?? ""), name, finder, depth + 1);
        if (schema.TryGetProperty("const", out var constant))
            return Json.Parse(constant.GetRawText());
        if (schema.TryGetProperty("enum", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0)
            return finder.Choice(choices);
        if (SchemaWords.Union(schema) is { } option)
            return Value(option, name, finder, depth + 1);
        return SchemaWords.Type(schema) switch
        {
            "object" => Object(schema, finder, depth),
            "array" => Array(schema, name, finder, depth),
            "integer" => (long)decimal.Truncate(Bounded(schema, Math.Round(finder.Number(name, SchemaWords.Description(schema), whole: true)))),
            "number" => Bounded(schema, finder.Number(name, SchemaWords.Description(schema), whole: false)),
            "boolean" => finder.Speaks(name, SchemaWords.Description(schema)),
            "null" => null,
            _ => StringRules.Follow(schema, finder.Text(name, schema), finder.Source),
        };
    }

    private JsonObject Object(JsonElement schema, FieldFinder finder, int depth)
    {
        var made = new JsonObject();
        if (schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject())
                made[property.Name] = Value(property.Value, property.Name, finder, depth + 1);
        }

        return made;
    }

    private JsonArray Array(JsonElement schema, string name, FieldFinder finder, int depth)
    {
        var least = (int)(SchemaWords.Bound(schema, "minItems") ?? 0);
        var most = (int)Math.Min(SchemaWords.Bound(schema, "maxItems") ?? int.MaxValue, 1000);
        var item = schema.TryGetProperty("items", out var items) ? items : Json.Deserialize<JsonElement>("""{"type":"string"}""");
        var resolved = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("$ref", out var reference)
            ? SchemaWords.Resolve(root, reference.GetString() ?? "")
            : item;
        var made = new JsonArray();
        foreach (var value in SchemaWords.Type(resolved) == "object" ? Objects(resolved, name, finder, depth) : Values(resolved, name, finder, depth))
        {
            if (made.Count >= most)
                break;
            made.Add(value);
        }

        while (made.Count < least)
            made.Add(Value(resolved, name, finder, depth + 1));
        return made;
    }

    private IEnumerable<JsonNode?> Objects(JsonElement item, string name, FieldFinder finder, int depth)
    {
        // Positions of an invoice are data: all of them, or the answer is wrong.
        if (finder.LineItems(item) is { Count: > 0 } lines)
            return lines.Select(line => Value(item, name, finder.At(line), depth + 1));
        return Ranking.Of(finder.Document, assignment.Tier).Take(mostItems)
            .Select(block => Value(item, name, finder.At(block), depth + 1));
    }

    private IEnumerable<JsonNode?> Values(JsonElement item, string name, FieldFinder finder, int depth)
    {
        var type = SchemaWords.Type(item);
        if (type is "number" or "integer")
        {
            return Figures.Numbers(finder.Document.Text).Distinct().Take(mostItems)
                .Select(number => (JsonNode?)(type == "integer" ? JsonValue.Create((long)decimal.Truncate(number)) : JsonValue.Create(number)));
        }

        if (type is not null and not "string" || item.ValueKind == JsonValueKind.Object && item.TryGetProperty("enum", out _))
            return [Value(item, name, finder, depth + 1)];
        return finder.List(name, mostItems).Select(text => (JsonNode?)StringRules.Follow(item, text, finder.Source));
    }

    private static decimal Bounded(JsonElement schema, decimal value)
    {
        var least = SchemaWords.Bound(schema, "minimum") ?? SchemaWords.Bound(schema, "exclusiveMinimum") + 1;
        var most = SchemaWords.Bound(schema, "maximum") ?? SchemaWords.Bound(schema, "exclusiveMaximum") - 1;
        if (least is { } low && value < low)
            value = low;
        return most is { } high && value > high ? high : value;
    }
}
