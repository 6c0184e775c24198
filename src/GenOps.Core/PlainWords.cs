using System.Text;

namespace GenOps.Core;

/// <summary>Makes a foreign text fit to stand in a sentence for people and in a column of either database.</summary>
internal static class PlainWords
{
    private const int Longest = 300;

    /// <summary>One line of at most 300 characters, well-formed and without control characters.</summary>
    public static string Of(string text)
    {
        var words = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (words.Length >= Longest) return words.Append('…').ToString();
            if (!Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune)) words.Append(rune);
            else if (words.Length > 0 && words[^1] != ' ' && rune.Value != 0) words.Append(' ');
        }

        return words.ToString().Trim();
    }

    /// <summary>Whether it is Unicode throughout: no half of a character stands alone.</summary>
    public static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }

    /// <summary>The same text with each half of a character replaced by U+FFFD.</summary>
    public static string Mended(string text) => IsWellFormed(text) ? text : string.Concat(text.EnumerateRunes());
}
