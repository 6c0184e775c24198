using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using GenOps.Core.Outputs;

namespace GenOps.Core.Desk.Reviews;

/// <summary>The first words of a content, to tell it from others of its kind at a glance.</summary>
internal static partial class FirstWords
{
    /// <summary>Bytes of a content that hold them.</summary>
    public const int Bytes = 2_000;

    /// <summary>One line of at most 300 characters without marks of headings and lists; of JSON its names and values without the brackets.</summary>
    /// <param name="start">The first bytes of a text in UTF-8; the last character may be cut.</param>
    /// <param name="mediaType">Of the content.</param>
    public static string Of(byte[] start, string mediaType)
    {
        var text = Encoding.UTF8.GetString(start);
        if (start.Length >= Bytes) text = text.TrimEnd('\uFFFD');
        return PlainWords.Of(MediaTypes.IsJson(mediaType) ? Marks().Replace(text, Plain) : Lead().Replace(text, ""));
    }

    private static string Plain(Match mark)
    {
        if (mark.Groups["code"] is { Success: true } code) return ((char)ushort.Parse(code.ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString();
        if (mark.Groups["escaped"] is { Success: true } escaped) return escaped.Value is "n" or "r" or "t" or "b" or "f" ? " " : escaped.Value;
        return mark.Groups["between"] is { Success: true } between ? between.Value + " " : "";
    }

    /// <summary>Escapes, what stands between two parts, and brackets and quotes.</summary>
    [GeneratedRegex("""\\u(?<code>[0-9a-fA-F]{4})|\\(?<escaped>.)|"\s*(?<between>:)|(?<between>:)(?=["{\[])|[\s}\]"]*(?<between>,)\s*(?=["{\[\d-]|true|false|null)|[{}\[\]"]""", RegexOptions.ExplicitCapture)]
    private static partial Regex Marks();

    /// <summary>What Markdown writes before a line of a heading, a quotation or a list.</summary>
    [GeneratedRegex("""^[ \t]*(?:#+|>|[-*+]|\d+\.)[ \t]+""", RegexOptions.Multiline)]
    private static partial Regex Lead();
}
