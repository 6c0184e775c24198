using System.Globalization;
using System.Text.Json.Nodes;

namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>What is known of a value before there is one.</summary>
/// <param name="Words">For messages, such as <c>a text</c>.</param>
internal abstract record Shape(string Words)
{
    private static readonly string[] FileFacets = ["text", "name", "media_type"];

    /// <summary>Nothing is known.</summary>
    internal sealed record Any() : Shape("a value");

    internal sealed record Text() : Shape("a text");

    internal sealed record Number() : Shape("a number");

    internal sealed record YesNo() : Shape("true or false");

    internal sealed record File() : Shape("a file");

    internal sealed record Picture() : Shape("a picture");

    internal sealed record List(Shape Item) : Shape("a list");

    /// <param name="Properties">The declared ones.</param>
    /// <param name="Open">Whether there may be others.</param>
    internal sealed record Block(JsonObject? Properties, bool Open) : Shape("an object");

    /// <summary>What an answer by this schema is.</summary>
    public static Shape OfSchema(JsonNode? schema)
    {
        if (schema is not JsonObject block) return new Any();
        var type = block["type"] switch
        {
            JsonArray several => several.Select(t => t?.ToString()).FirstOrDefault(t => t != "null"),
            var one => one?.ToString(),
        };
        return type switch
        {
            "string" => new Text(),
            "number" or "integer" => new Number(),
            "boolean" => new YesNo(),
            "array" => new List(OfSchema(block["items"])),
            "object" => new Block(block["properties"] as JsonObject, block["properties"] is not JsonObject || block["additionalProperties"] is JsonObject),
            _ => new Any(),
        };
    }

    /// <summary>What stands below a name or an index; null, with a problem, where nothing can.</summary>
    public Shape? Below(string segment, string path, out string problem, out string cure)
    {
        problem = cure = "";
        switch (this)
        {
            case Any:
                return this;
            case List list when int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out _):
                return list.Item;
            case List:
                problem = $"'{path}' is a list, which has no '{segment}'.";
                cure = $"Name an item by its number, such as {path}.0, or map over the list.";
                return null;
            case File when FileFacets.Contains(segment):
                return new Text();
            case File:
                problem = $"A file has no '{segment}'.";
                cure = Suggestion.For(segment, FileFacets);
                return null;
            case Block { Properties: { } properties } when properties.TryGetPropertyValue(segment, out var schema):
                return OfSchema(schema);
            case Block { Open: true }:
                return new Any();
            case Block block:
                problem = $"'{path}' has no '{segment}'.";
                cure = Suggestion.For(segment, block.Properties?.Select(p => p.Key) ?? [], "Its schema has no properties.");
                return null;
            default:
                problem = $"'{path}' is {Words}; there is nothing below it.";
                cure = $"Write {path} alone.";
                return null;
        }
    }
}
