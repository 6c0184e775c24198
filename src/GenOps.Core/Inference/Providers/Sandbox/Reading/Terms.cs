using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace GenOps.Core.Inference.Providers.Sandbox.Reading;

/// <summary>The words of a text that carry meaning, in a form in which they can be compared.</summary>
internal static partial class Terms
{
    private static readonly FrozenSet<string> Empty = """
        a about above after again all also am an and any are as at be because been before being below between both but by can cannot
        could did do does doing done down during each every few for from further get got had has have having he her here hers him his
        how i if in into is it its itself just let like longer made make many make makes may me might more most much must my no nor not now of off
        on once only or other our out over own per please same she should so some such than that the their them then there these they
        this those through to too under until up upon us use used way using very via was we were what when where which while who whom why
        will with within without would yes you your yours dear hello hi regards thank thanks kind
        aber alle beim behoben dieser dieses diesem jetzt lassen neu wurde wurden als am an auch auf aus bei bin bis da dann das dass dem den der des die dies diese doch du durch ein eine einem einen
        einer er es fuer für hat haben ich ihr im in ist ja kann kein keine man mehr mit nach nicht noch nur oder ohne sehr sich sie sind
        so über um und uns unter vom von vor war was wenn wer wie wir wird zu zum zur
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();

    /// <summary>The terms of a text, in order, with repetitions: lower case, without endings and words without meaning.</summary>
    public static IReadOnlyList<string> Of(string text) =>
        [.. Words(text).Select(word => word.ToLowerInvariant()).Where(word => word.Length > 1 && !Empty.Contains(word)).Select(Stem)];

    /// <summary>The words of a text as written, in order; hyphens and points inside a word stay.</summary>
    public static IEnumerable<string> Words(string text) => WordPattern().Matches(text).Select(match => match.Value);

    /// <summary>True for words like "the".</summary>
    public static bool IsEmpty(string word) => Empty.Contains(word.ToLowerInvariant());

    /// <summary>Share of the terms of one text that stand in another, 0 to 1; 0 for a text without terms.</summary>
    public static double Overlap(IReadOnlyCollection<string> of, IReadOnlySet<string> within) =>
        of.Count == 0 ? 0 : of.Count(within.Contains) / (double)of.Count;

    private static string Stem(string word)
    {
        if (word.Length < 5 || char.IsDigit(word[0]))
            return word;
        foreach (var ending in (ReadOnlySpan<string>)["ings", "ing", "ies", "ed", "es", "en", "er", "s", "e"])
        {
            if (word.EndsWith(ending, StringComparison.Ordinal) && word.Length - ending.Length >= 4)
                return word[..^ending.Length];
        }

        return word;
    }

    [GeneratedRegex(@"[\p{L}\p{N}]+(?:[-'’._/][\p{L}\p{N}]+)*")]
    private static partial Regex WordPattern();
}
