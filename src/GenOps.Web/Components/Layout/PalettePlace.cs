using GenOps.Core.Access;
using GenOps.Core.Analytics;

namespace GenOps.Web.Components.Layout;

/// <summary>Somewhere to go.</summary>
/// <param name="Text">Its name.</param>
/// <param name="Group">What it is one of.</param>
/// <param name="Href">Its address.</param>
public sealed record PalettePlace(string Text, string Group, string Href)
{
    /// <summary>Most that are offered at a time.</summary>
    public const int Most = 12;

    /// <summary>All pages an actor may open, then all pipelines.</summary>
    public static IReadOnlyList<PalettePlace> All(Actor actor, IEnumerable<PipelineChoice> pipelines) =>
    [
        .. NavMap.For(actor).SelectMany(g => g.Entries.Select(e => new PalettePlace(e.Text, g.Title, e.Href))),
        .. pipelines.Select(p => new PalettePlace(p.Name, "Pipeline", $"/pipelines/{Uri.EscapeDataString(p.Name)}")),
    ];

    /// <summary>Those that hold every word of what was typed, in any case: first whose name begins with it, then where a word of the name does, then the rest.</summary>
    public static IReadOnlyList<PalettePlace> Find(IReadOnlyList<PalettePlace> places, string typed)
    {
        var words = typed.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. places.Where(p => words.All(w => Holds($"{p.Group} {p.Text}", w))).OrderBy(Rank).Take(Most)];

        int Rank(PalettePlace place) => words.Length == 0 ? 0
            : place.Text.StartsWith(words[0], StringComparison.OrdinalIgnoreCase) ? 0
            : place.Text.Split(' ', '-', '_').Any(part => part.StartsWith(words[0], StringComparison.OrdinalIgnoreCase)) ? 1
            : 2;
    }

    private static bool Holds(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
