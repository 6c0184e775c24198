using System.Globalization;
using System.Text.Json.Nodes;

namespace GenOps.Core.Pipelines.Definitions.Reading;

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
