using GenOps.Core.Analytics;

namespace GenOps.Web.Pages.Finance;

/// <summary>What the figures of the finance page are held against.</summary>
public abstract class FinanceComparison
{
    /// <summary>What it is, in whole sentences, for the top of the page.</summary>
    public abstract string Notice { get; }

    /// <summary>What is said beside a figure.</summary>
    public abstract ComparedFigure Of(KpiFigure figure);
}

/// <summary>What is said beside a figure that is compared.</summary>
/// <param name="Lead">Its begin: the other figure, or that there is none.</param>
/// <param name="Href">Where the begin leads to; null for nowhere.</param>
/// <param name="Rest">What follows it: the change, or the reason why none can be told.</param>
public sealed record ComparedFigure(string Lead, string? Href, string Rest);
