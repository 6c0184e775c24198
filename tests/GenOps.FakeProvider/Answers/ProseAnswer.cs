namespace GenOps.FakeProvider.Answers;

/// <summary>A short text with the prompt's words.</summary>
public static class ProseAnswer
{
    /// <summary>At most four phrases of the prompt, as sentences; the same prompt gives the same text.</summary>
    public static string Write(string prompt)
    {
        var phrases = Words.Phrases(prompt);
        var step = Math.Max(1, phrases.Count / 4);
        return string.Join(' ', phrases.Where((_, i) => i % step == 0).Take(4).Select(phrase => char.ToUpperInvariant(phrase[0]) + phrase[1..] + "."));
    }
}
