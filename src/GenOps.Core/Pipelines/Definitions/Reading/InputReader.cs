using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>Reads the input declarations, short (<c>notes: text</c>) and long.</summary>
internal static partial class InputReader
{
    private const int MaxInputs = 50;

    private static readonly (string Word, InputType Type)[] Types =
    [
        ("text", InputType.Text), ("number", InputType.Number), ("choice", InputType.Choice), ("file", InputType.File), ("files", InputType.Files),
    ];

    public static IReadOnlyList<InputDeclaration> Read(Fields root)
    {
        var value = root.Find("input");
        if (value is null) return [];
        if (value is not YamlMapping block)
        {
            root.Add("input", $"'input' is {value.Kind}; it must be a block of names.", "Write each as 'name: type', such as 'notes: text'.");
            return [];
        }

        if (block.Entries.Count > MaxInputs) root.Add("input", $"There are {block.Entries.Count} inputs; at most {MaxInputs} are allowed.", "Put several values into one file.");
        return [.. block.Entries.Take(MaxInputs).Select(e => One(e, root)).OfType<InputDeclaration>()];
    }

    private static InputDeclaration? One(YamlEntry entry, Fields root)
    {
        var name = entry.Key.Text;
        var path = $"input.{name}";
        if (!NamePattern().IsMatch(name)) root.Problems.Add(entry.Key, path, $"'{name}' is not a name for an input.", "Write lower-case letters, digits and _, beginning with a letter.");
        switch (entry.Value)
        {
            case YamlScalar { IsNull: false } type:
                var short_ = Types.FirstOrDefault(t => t.Word == type.Text);
                if (short_.Word is null) root.Problems.Add(type, path, $"There is no input type '{type.Text}'.", Suggestion.For(type.Text, Types.Select(t => t.Word)));
                else if (short_.Type == InputType.Choice) root.Problems.Add(type, path, "A choice needs its choices.", $"Write {name}: {{ type: choice, choices: [a, b] }}.");
                return new InputDeclaration(name, short_.Type, LabelOf(name), null, true, null, [], false);
            case YamlMapping block:
                return Long(name, new Fields(block, path, root.Context, "type", "label", "help", "required", "default", "choices"));
            default:
                root.Problems.Add(entry.Key, path, $"The input '{name}' has no type.", "Write one of text, number, choice, file or files.");
                return null;
        }
    }

    private static InputDeclaration Long(string name, Fields fields)
    {
        fields.Required("type", "Write one of text, number, choice, file or files.");
        var type = fields.Word("type", InputType.Text, Types);
        var choices = Choices(fields, type);
        var fallback = Default(fields, type, choices);
        var required = fields.Flag("required", fallback is null);
        return new InputDeclaration(name, type, fields.Text("label", 100) ?? LabelOf(name), fields.Text("help", 1000), required && fallback is null, fallback, choices, false);
    }

    private static IReadOnlyList<string> Choices(Fields fields, InputType type)
    {
        var choices = fields.Values("choices", "texts");
        if (type == InputType.Choice && choices.Count == 0) fields.Add("choices", "A choice needs its choices.", "Write choices: [a, b].");
        if (type != InputType.Choice && choices.Count > 0) fields.Add("choices", "Only a choice has choices.", "Write type: choice, or take the choices away.");
        foreach (var twice in choices.GroupBy(c => c.Text).Where(g => g.Count() > 1))
            fields.Problems.Add(twice.Last(), fields.PathOf("choices"), $"'{twice.Key}' is a choice twice.", "Keep one of them.");
        return [.. choices.Select(c => c.Text)];
    }

    private static JsonValue? Default(Fields fields, InputType type, IReadOnlyList<string> choices)
    {
        var scalar = fields.Scalar("default", "one value");
        if (scalar is null) return null;
        switch (type)
        {
            case InputType.Text:
                return JsonValue.Create(scalar.Text);
            case InputType.Number when scalar.ToJson() is JsonValue number && number.GetValueKind() == JsonValueKind.Number:
                return number;
            case InputType.Number:
                fields.Add("default", $"'{scalar.Text}' is not a number.", "Write a number, or take the default away.");
                return null;
            case InputType.Choice when choices.Contains(scalar.Text):
                return JsonValue.Create(scalar.Text);
            case InputType.Choice:
                fields.Add("default", $"'{scalar.Text}' is not one of the choices.", Suggestion.For(scalar.Text, choices));
                return null;
            default:
                fields.Add("default", "A file has no default.", "Take it away; 'required: false' makes the input optional.");
                return null;
        }
    }

    private static string LabelOf(string name)
    {
        var words = name.Replace('_', ' ');
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,63}\z")]
    private static partial Regex NamePattern();
}
