using GenOps.Core.Analytics;

namespace GenOps.Web.Pages.Finance;

/// <summary>The figures of one view, by name.</summary>
public sealed class FinanceFigures(IReadOnlyList<KpiFigure> figures)
{
    private static readonly string[] OnTiles =
        ["cost-per-output", "roi", "innovation-velocity", "human-review-rate", "spend", "synergy-ratio"];

    /// <summary>All that the page shows. What counts every entry of the ledger is for who asks for it by name.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. KpiCatalogue.All.Select(k => k.Name).Where(n => n != "ledger-difference")];

    private readonly Dictionary<string, KpiFigure> _byName = figures.ToDictionary(f => f.Definition.Name);

    /// <summary>All of them, in the order of <see cref="Names"/>.</summary>
    public IReadOnlyList<KpiFigure> All => figures;

    /// <summary>Those on the tiles, in order.</summary>
    public IReadOnlyList<KpiFigure> Tiles => [.. OnTiles.Select(n => _byName[n])];

    /// <summary>Those below the charts, in the catalogue's order.</summary>
    public IReadOnlyList<KpiFigure> Others => [.. figures.Where(f => !OnTiles.Contains(f.Definition.Name))];

    /// <summary>True when nothing was charged, and no output accepted or decided: there is nothing to show yet.</summary>
    public bool IsEmpty => this["spend"].Numerator.Rows == 0 && this["accepted-outputs"].Numerator.Amount == 0
        && this["human-review-rate"].Denominator?.Amount == 0;

    /// <summary>One figure.</summary>
    public KpiFigure this[string name] => _byName[name];
}
