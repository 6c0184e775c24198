using System.Text.RegularExpressions;
using GenOps.Core.Calls;

namespace GenOps.Core.Inference.Providers.Sandbox.Reading;

/// <summary>
/// Orders the blocks of a document by how much they say: the frequency of their terms in the whole, figures, a title
/// of their own, and an early place.
/// </summary>
internal static partial class Ranking
{
    private const int ShortestTerms = 3;

    /// <summary>The blocks, most important first. The small tier goes by place alone, which is quick and often right.</summary>
    public static IReadOnlyList<Block> Of(Document document, Tier tier)
    {
        var weights = Weights(document);
        var usable = document.Newest.Where(Usable).ToList();
        if (usable.Count == 0)
            usable = [.. document.Blocks.Where(Usable)];
        if (usable.Count == 0)
            return document.Blocks;
        return tier == Tier.Small
            ? [.. usable.OrderBy(block => block.IsItem ? 0 : 1).ThenBy(block => block.Index)]
            : [.. usable.OrderByDescending(block => Score(block, weights, document.Blocks.Count)).ThenBy(block => block.Index)];
    }

    /// <summary>How often each term stands in a document, as a share of the most frequent one.</summary>
    public static IReadOnlyDictionary<string, double> Weights(Document document)
    {
        var counts = document.Blocks.SelectMany(block => Terms.Of(block.Text))
            .Concat(document.Headings.SelectMany(Terms.Of))
            .CountBy(term => term)
            .ToDictionary();
        var most = counts.Count == 0 ? 1 : counts.Values.Max();
        return counts.ToDictionary(pair => pair.Key, pair => pair.Value / (double)most);
    }

    /// <summary>False for a line that says next to nothing, leads to a list, or gives thanks.</summary>
    private static bool Usable(Block block) =>
        Terms.Of(block.Text).Count >= ShortestTerms && !block.Text.EndsWith(':') && !ThanksHeading().IsMatch(block.Heading);

    private static double Score(Block block, IReadOnlyDictionary<string, double> weights, int blocks)
    {
        var terms = Terms.Of(block.Text).Distinct().ToList();
        var meaning = terms.Sum(term => weights.GetValueOrDefault(term)) / Math.Sqrt(terms.Count);
        var place = 1 - 0.7 * block.Index / blocks;
        return meaning
            * place
            * (block.IsItem ? 1.6 : 1)
            * (block.Title.Length > 0 ? 1.5 : 1)
            * (Figures.Numbers(block.Text).Any() ? 1.1 : 1);
    }

    [GeneratedRegex("acknowledg|contributor|thanks|credits|sponsor|table of contents|danke", RegexOptions.IgnoreCase)]
    private static partial Regex ThanksHeading();
}
