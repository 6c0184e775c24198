using System.Text.RegularExpressions;

namespace GenOps.Core.Inference.Providers.Sandbox.Reading;

/// <summary>Finds values by the label before them: <c>Invoice date: 2026-10-28</c>, <c>| Currency | GBP |</c>.</summary>
internal static partial class Labelled
{
    /// <summary>Every label with its value, in order; labels in lower case.</summary>
    public static IReadOnlyList<(string Label, string Value)> Pairs(string text)
    {
        var pairs = new List<(string, string)>();
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var cells = line.TrimStart().StartsWith('|')
                ? line.Trim().Trim('|').Split('|').Select(cell => Document.Plain(cell)).ToList()
                : null;
            if (cells is [{ Length: > 0 } label, { Length: > 0 } value] && label.Any(char.IsLetter))
                pairs.Add((label.ToLowerInvariant(), value));
            else if (cells is null && LabelLine().Match(Document.Plain(line)) is { Success: true } match)
                pairs.Add((match.Groups[1].Value.ToLowerInvariant().Trim(), match.Groups[2].Value.Trim()));
        }

        return pairs;
    }

    [GeneratedRegex(@"^\W*(\p{L}[\p{L} /.-]{1,30}?)\s*:\s+(\S.*)$")]
    private static partial Regex LabelLine();
}
