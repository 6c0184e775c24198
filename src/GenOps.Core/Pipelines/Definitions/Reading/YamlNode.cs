using System.Globalization;
using System.Text.Json.Nodes;

namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>A place in the text.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal readonly record struct Place(int Line, int Column);

/// <summary>A piece of YAML that knows where it stands.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Start">Its first character, from 0.</param>
/// <param name="End">The character after its last one.</param>
internal abstract record YamlNode(Place Place, int Start, int End)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }

    /// <summary>The same value as JSON, by the core schema of YAML 1.2.</summary>
    public abstract JsonNode? ToJson();
}

/// <summary>A single value; <c>Plain</c> where it is written without quotes or block sign, so that it may be a number, a boolean or null.</summary>
internal sealed record YamlScalar(string Text, bool Plain, Place Place, int Start, int End) : YamlNode(Place, Start, End)
{
    public bool IsNull => Plain && Text is "" or "~" or "null" or "Null" or "NULL";

    public override string Kind => IsNull ? "nothing" : ToJson()?.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.Number => "a number",
        System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "true or false",
        _ => "a text",
    };

    public override JsonNode? ToJson()
    {
        if (!Plain) return JsonValue.Create(Text);
        if (IsNull) return null;
        if (Text is "true" or "True" or "TRUE") return JsonValue.Create(true);
        if (Text is "false" or "False" or "FALSE") return JsonValue.Create(false);
        return TryNumber(out var number) ? number : JsonValue.Create(Text);
    }

    private bool TryNumber(out JsonValue? number)
    {
        number = null;
        // A leading sign, digit or point, so that words such as 'Infinity' stay texts.
        if (!char.IsAsciiDigit(Text[0]) && Text[0] is not ('-' or '+' or '.')) return false;
        if (long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) number = JsonValue.Create(whole);
        else if (decimal.TryParse(Text, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var exact)) number = JsonValue.Create(exact);
        return number is not null;
    }
}

/// <summary>A list, in the order of the text.</summary>
internal sealed record YamlSequence(IReadOnlyList<YamlNode> Items, Place Place, int Start, int End) : YamlNode(Place, Start, End)
{
    public override string Kind => "a list";

    public override JsonArray ToJson() => new([.. Items.Select(i => i.ToJson())]);
}

/// <param name="Key">Its name and place.</param>
/// <param name="Value">What it holds.</param>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);

/// <summary>A block of keys, in the order of the text; the keys differ.</summary>
internal sealed record YamlMapping(IReadOnlyList<YamlEntry> Entries, Place Place, int Start, int End) : YamlNode(Place, Start, End)
{
    public override string Kind => "a block of keys";

    public YamlNode? Find(string key) => Entries.FirstOrDefault(e => e.Key.Text == key)?.Value;

    public override JsonObject ToJson() => new(Entries.Select(e => KeyValuePair.Create(e.Key.Text, e.Value.ToJson())));
}
