using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NJsonSchema;

namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>Reads a JSON schema written in YAML, and finds what a model could never follow.</summary>
internal static class SchemaReader
{
    private static readonly string[] Keywords =
    [
        "type", "properties", "required", "items", "enum", "const", "title", "description", "default", "examples", "format", "pattern",
        "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
        "minItems", "maxItems", "uniqueItems", "additionalProperties", "minProperties", "maxProperties", "anyOf", "oneOf", "allOf", "not",
    ];

    private static readonly string[] Types = ["object", "array", "string", "number", "integer", "boolean", "null"];

    public static JsonObject? Read(Fields prompt)
    {
        if (prompt.Find("schema") is not { } node) return null;
        var path = prompt.PathOf("schema");
        if (node is not YamlMapping root)
        {
            prompt.Problems.Add(node, path, $"A schema is a block of keys; this is {node.Kind}.", "Write a JSON schema: type: object, properties: …");
            return null;
        }

        if (root.Find("type") is not YamlScalar { Text: "object" })
            prompt.Problems.Add(root.Find("type") ?? root, $"{path}.type", "A schema describes an object.", "Write type: object at the top; put a list into one of its properties.");
        var count = prompt.Problems.InOrder().Count;
        Check(root, path, prompt.Problems);
        var json = root.ToJson();
        if (prompt.Problems.InOrder().Count == count) Compile(json, root, path, prompt.Problems);
        return json;
    }

    private static void Check(YamlNode node, string path, ProblemList problems)
    {
        if (node is not YamlMapping block)
        {
            problems.Add(node, path, $"A schema is a block of keys; this is {node.Kind}.", "Write at least a type, such as { type: string }.");
            return;
        }

        foreach (var (key, value) in block.Entries.Select(e => (e.Key, e.Value)))
        {
            var at = $"{path}.{key.Text}";
            if (key.Text.StartsWith('$')) problems.Add(key, at, $"'{key.Text}' is not read in schemas.", "Write the schema out in place.");
            else if (!Keywords.Contains(key.Text)) problems.Add(key, at, $"There is no key '{key.Text}' in a schema.", Suggestion.For(key.Text, Keywords));
            else CheckKeyword(key.Text, value, block, at, problems);
        }
    }

    private static void CheckKeyword(string keyword, YamlNode value, YamlMapping block, string at, ProblemList problems)
    {
        switch (keyword)
        {
            case "type":
                foreach (var type in value is YamlSequence several ? several.Items : [value])
                {
                    var word = (type as YamlScalar)?.Text ?? "";
                    if (!Types.Contains(word)) problems.Add(type, at, $"There is no type '{word}'.", Suggestion.For(word, Types));
                }

                break;
            case "properties" when value is YamlMapping properties:
                foreach (var property in properties.Entries) Check(property.Value, $"{at}.{property.Key.Text}", problems);
                break;
            case "properties":
                problems.Add(value, at, $"'properties' is {value.Kind}; it must be a block of names.", "Write each as 'name: { type: string }'.");
                break;
            case "required":
                CheckRequired(value, block, at, problems);
                break;
            case "items" or "not":
                Check(value, at, problems);
                break;
            case "additionalProperties" when value is YamlMapping:
                Check(value, at, problems);
                break;
            case "anyOf" or "oneOf" or "allOf" when value is YamlSequence options:
                foreach (var option in options.Items) Check(option, at, problems);
                break;
            case "pattern" when value is YamlScalar pattern:
                CheckPattern(pattern, at, problems);
                break;
        }
    }

    private static void CheckRequired(YamlNode value, YamlMapping block, string at, ProblemList problems)
    {
        if (value is not YamlSequence names)
        {
            problems.Add(value, at, $"'required' is {value.Kind}; it must be a list of property names.", "Write required: [name].");
            return;
        }

        if (block.Find("properties") is not YamlMapping properties) return;
        var known = properties.Entries.Select(e => e.Key.Text).ToList();
        foreach (var name in names.Items.OfType<YamlScalar>().Where(n => !known.Contains(n.Text)))
            problems.Add(name, at, $"There is no property '{name.Text}' to be required.", Suggestion.For(name.Text, known));
    }

    private static void CheckPattern(YamlScalar pattern, string at, ProblemList problems)
    {
        try
        {
            _ = new Regex(pattern.Text);
        }
        catch (ArgumentException e)
        {
            problems.Add(pattern, at, $"'{pattern.Text}' is not a regular expression: {e.Message}", "Mend it, or take the pattern away.");
        }
    }

    /// <summary>What the answers will be checked with must be able to read the schema. Nothing is fetched: references are refused before.</summary>
    private static void Compile(JsonObject schema, YamlNode at, string path, ProblemList problems)
    {
        try
        {
            JsonSchema.FromJsonAsync(schema.ToText()).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is Newtonsoft.Json.JsonException or InvalidOperationException or NotSupportedException or FormatException or InvalidCastException or ArgumentException)
        {
            problems.Add(at, path, $"This schema cannot be used: {e.Message}", "Check the types of its keywords.");
        }
    }
}
