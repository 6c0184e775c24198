using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GenOps.Core.Inference.Providers.Sandbox.Writing;

/// <summary>Makes a string follow its schema: pattern, and shortest and longest length.</summary>
internal static class StringRules
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    // What stands for "not there" where a pattern leaves no room for an empty value.
    private static readonly string[] Placeholders = ["XXX", "0001-01-01", "0", "unknown", "Unknown", "UNKNOWN", "n/a", "0000", "A", "a"];

    /// <summary>The string, cut at a word or filled up; from the source where a pattern asks for another.</summary>
    public static JsonValue Follow(JsonElement schema, string text, string source)
    {
        if (SchemaWords.Text(schema, "pattern") is { } pattern && !Matches(pattern, text))
            text = Found(pattern, source) ?? Placeholders.FirstOrDefault(word => Matches(pattern, word)) ?? text;
        var most = (int)Math.Min(SchemaWords.Bound(schema, "maxLength") ?? int.MaxValue, int.MaxValue);
        var least = (int)(SchemaWords.Bound(schema, "minLength") ?? 0);
        if (text.Length > most)
            text = Cut(text, most);
        if (text.Length == 0 && least > 0)
            text = "unknown"[..Math.Min(7, most)];
        return JsonValue.Create(text.Length < least ? text.PadRight(least, '.') : text)!;
    }

    private static string Cut(string text, int most)
    {
        var space = text.LastIndexOf(' ', Math.Max(0, most - 1));
        return space > most / 2 ? text[..space].TrimEnd(',', ';', ':') : text[..most];
    }

    private static bool Matches(string pattern, string text)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.ECMAScript, Patience);
        }
        catch (Exception unusable) when (unusable is ArgumentException or RegexMatchTimeoutException)
        {
            // The step checks the answer against its schema and says what is wrong with the pattern.
            return true;
        }
    }

    private static string? Found(string pattern, string source)
    {
        try
        {
            return Regex.Match(source, $@"(?<!\w)(?:{pattern.TrimStart('^').TrimEnd('$')})(?!\w)", RegexOptions.ECMAScript, Patience) is { Success: true, Length: > 0 } match
                ? match.Value
                : null;
        }
        catch (Exception unusable) when (unusable is ArgumentException or RegexMatchTimeoutException)
        {
            return null;
        }
    }
}
