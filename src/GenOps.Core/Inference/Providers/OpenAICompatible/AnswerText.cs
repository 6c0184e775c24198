using System.Text.RegularExpressions;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>Makes a foreign text fit to be quoted in a message.</summary>
internal static partial class AnswerText
{
    private const int Longest = 160;

    /// <summary>The first words without tags and line breaks; of a page, its title.</summary>
    public static string Excerpt(string text)
    {
        var head = text.Length > 20_000 ? text[..20_000] : text;
        var title = Title().Match(head);
        var plain = Space().Replace(Tag().Replace(title.Success ? title.Groups[1].Value : head, " "), " ").Trim();
        return plain.Length > Longest ? plain[..Longest] + "…" : plain;
    }

    /// <summary>True for what looks like a web page.</summary>
    public static bool IsHtml(ReadOnlySpan<byte> body)
    {
        var start = body.IndexOfAnyExcept(" \t\r\n\uFEFF"u8);
        return start >= 0 && body[start] == (byte)'<';
    }

    [GeneratedRegex("<title[^>]*>([^<]*)</title>", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Title();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Space();
}
