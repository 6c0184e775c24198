using System.Text.RegularExpressions;

namespace GenOps.FakeProvider.Answers;

/// <summary>Splits a prompt into words and sentences.</summary>
public static partial class Words
{
    /// <summary>The words, in order.</summary>
    public static IReadOnlyList<string> Of(string text) => [.. WordPattern().Matches(text).Select(match => match.Value)];

    /// <summary>How many pieces without white space there are: what this provider calls tokens.</summary>
    public static int Count(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>Runs of three to eight words, each from one sentence or line.</summary>
    public static IReadOnlyList<string> Phrases(string text)
    {
        var phrases = SentenceEnd().Split(text)
            .Select(sentence => string.Join(' ', Of(sentence).Take(8)).TrimEnd('.', '-', '_'))
            .Where(phrase => phrase.Count(c => c == ' ') >= 2)
            .Distinct()
            .ToList();
        return phrases.Count > 0 ? phrases : [string.Join(' ', Of(text).Take(8)) is { Length: > 0 } words ? words : "nothing to say"];
    }

    [GeneratedRegex(@"[\p{L}\p{N}][\p{L}\p{N}'’._-]*")]
    private static partial Regex WordPattern();

    [GeneratedRegex(@"[.!?]\s|[\r\n]+")]
    private static partial Regex SentenceEnd();
}
