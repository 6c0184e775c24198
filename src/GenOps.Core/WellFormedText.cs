using System.Text.Json;
using System.Text.Unicode;
using GenOps.Core.Data;

namespace GenOps.Core;

/// <summary>
/// Text that both databases keep as it is: well-formed Unicode without NUL, which PostgreSQL refuses and SQLite cuts some functions off at.
/// It is asked for where something comes in, so that the same is refused whatever stands behind.
/// </summary>
public static class WellFormedText
{
    /// <summary>What helps.</summary>
    public const string Cure = "Send well-formed Unicode in UTF-8, without the character NUL.";

    /// <summary>What is wrong with a text, a sentence; null when nothing is.</summary>
    public static string? ProblemOf(ReadOnlySpan<char> text)
    {
        if (text.Contains('\0')) return "It holds the character NUL.";
        for (var i = text.IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return "It holds half of a character.";
            i++;
        }

        return null;
    }

    /// <summary>What is wrong with bytes that should be a text in UTF-8; null when nothing is.</summary>
    public static string? ProblemOf(ReadOnlySpan<byte> text) =>
        !Utf8.IsValid(text) ? "It is not well-formed UTF-8." : text.Contains((byte)0) ? "It holds the character NUL." : null;

    /// <summary>Demands it of a text.</summary>
    /// <exception cref="InvalidInputException">It is not.</exception>
    public static void Demand(string field, string text)
    {
        if (ProblemOf(text) is { } problem) throw new InvalidInputException(field, problem, Cure);
    }

    /// <summary>Demands it of every name and text in a JSON document.</summary>
    /// <exception cref="InvalidInputException">One is not; it is named by the names that lead to it, by <c>body</c> where that is not known.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static void DemandJson(ReadOnlySpan<byte> json)
    {
        WriteTurn.MustNotHold("looking through JSON");
        if (!Utf8.IsValid(json)) throw new InvalidInputException("body", "It is not well-formed UTF-8.", Cure);
        var reader = new Utf8JsonReader(json);
        var names = new List<string>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    names.RemoveRange(Math.Min(names.Count, reader.CurrentDepth - 1), Math.Max(0, names.Count - reader.CurrentDepth + 1));
                    while (names.Count < reader.CurrentDepth - 1) names.Add("");
                    names.Add(Taken(ref reader, names));
                    break;
                case JsonTokenType.String:
                    Taken(ref reader, names);
                    break;
            }
        }
    }

    /// <summary>Only what is escaped can be wrong: JSON itself allows neither as it is.</summary>
    private static string Taken(ref Utf8JsonReader reader, List<string> names)
    {
        if (!reader.ValueIsEscaped) return reader.TokenType == JsonTokenType.PropertyName ? reader.GetString()! : "";
        string? text = null;
        try
        {
            text = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a character, which no string of the platform could hold.
        }

        if (text is null || text.Contains('\0'))
            throw new InvalidInputException(Path(names), text is null ? "It holds half of a character." : "It holds the character NUL.", Cure);
        return text;
    }

    private static string Path(List<string> names) => names.Count == 0 ? "body" : string.Join('.', names.Where(n => n.Length > 0));
}
