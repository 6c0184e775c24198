namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>What a mistyped word may have meant.</summary>
internal static class Suggestion
{
    private const int MostListed = 12;

    /// <summary>"Did you mean 'x'?", or the words there are.</summary>
    public static string For(string word, IEnumerable<string> known, string? none = null)
    {
        var words = known.ToList();
        if (words.Count == 0) return none ?? "There are none here.";
        if (word.Length <= 64)
        {
            var nearest = words.Select(w => (Word: w, Distance: Distance(word, w))).MinBy(w => w.Distance);
            if (nearest.Distance <= Math.Max(1, Math.Min(word.Length, nearest.Word.Length) / 3)) return $"Did you mean '{nearest.Word}'?";
        }

        var listed = words.Count <= MostListed ? words : [.. words.Take(MostListed), "…"];
        return listed.Count == 1 ? $"There is only '{listed[0]}'." : $"There are: {string.Join(", ", listed)}.";
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours; upper and lower case are one.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var same = Same(a[i - 1], b[j - 1]);
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
