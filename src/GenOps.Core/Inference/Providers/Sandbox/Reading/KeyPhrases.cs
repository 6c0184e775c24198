namespace GenOps.Core.Inference.Providers.Sandbox.Reading;

/// <summary>Finds the words under which somebody would look for a text.</summary>
internal static class KeyPhrases
{
    private const int LongestTitleWords = 3;
    private const int Most = 24;

    /// <summary>Lower-case phrases, most telling first: the titles of items, then pairs and words that come again.</summary>
    public static IReadOnlyList<string> Of(Document document)
    {
        var found = new List<string>();
        foreach (var block in document.Blocks.Where(block => block.Title.Length > 0))
            Add(found, Terms.Words(block.Title).TakeWhile(word => !Terms.IsEmpty(word)).Take(LongestTitleWords));
        var sentences = document.Sentences.Select(sentence => Terms.Words(sentence).Select(word => word.ToLowerInvariant()).ToList()).ToList();
        var pairs = sentences
            .SelectMany(words => words.Zip(words.Skip(1)))
            .Where(pair => Telling(pair.First) && Telling(pair.Second))
            .CountBy(pair => pair)
            .Where(pair => pair.Value > 1)
            .OrderByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Key.First, StringComparer.Ordinal);
        foreach (var (pair, _) in pairs.Take(Most))
            Add(found, [pair.First, pair.Second]);
        var words = sentences.SelectMany(words => words).Where(Telling).CountBy(word => word)
            .OrderByDescending(word => word.Value)
            .ThenBy(word => word.Key, StringComparer.Ordinal);
        foreach (var (word, _) in words.Take(Most))
            Add(found, [word]);
        return found;
    }

    private static bool Telling(string word) => word.Length > 3 && char.IsLetter(word[0]) && !Terms.IsEmpty(word);

    private static void Add(List<string> found, IEnumerable<string> words)
    {
        var phrase = string.Join(' ', words).ToLowerInvariant();
        var stem = string.Join(' ', Terms.Of(phrase));
        if (stem.Length > 0 && !found.Any(known => string.Join(' ', Terms.Of(known)).Split(' ').Contains(stem) || known == phrase))
            found.Add(phrase);
    }
}
