using System.Globalization;
using GenOps.Core.Analytics;

namespace GenOps.Web.Pages.Finance;

/// <summary>Figures held against those of other days, with the same cuts.</summary>
/// <param name="figures">Of the other days.</param>
/// <param name="days">The other days, both inclusive.</param>
/// <param name="begins">The day of the first run of this money; null where there is none.</param>
/// <param name="goesOn">Whether the period's last day is not over yet.</param>
/// <param name="view">What is shown.</param>
public sealed class PeriodComparison(FinanceFigures figures, (DateOnly First, DateOnly Last) days, DateOnly? begins, bool goesOn, FinanceView view) : FinanceComparison
{
    private readonly string _when = view.Compare == ComparedWith.LastYear ? "a year before" : "before";

    /// <summary>What the other days are called beside these.</summary>
    public string Name => view.Compare == ComparedWith.LastYear ? "A year before" : "The period before";

    /// <inheritdoc />
    public override string Notice =>
        $"Compared with {Written(days.First)} to {Written(days.Last)}{(goesOn ? ", whole days, while the last day shown is not over yet" : "")}.{Records}";

    // Held against nothing, everything rises.
    private string Records => begins is { } day && day > days.First
        ? $" The first run is of {Written(day)}: before it there was nothing to compare with."
        : "";

    /// <summary>The figure of the other days.</summary>
    public KpiFigure Then(KpiFigure figure) => figures[figure.Definition.Name];

    /// <inheritdoc />
    public override ComparedFigure Of(KpiFigure figure)
    {
        var then = Then(figure);
        var href = KpiSeries.Href(then, view);
        if (then.Value.Amount is not { } before) return new ComparedFigure($"No figure {_when}", href, $": {then.Value.Missing}");
        return new ComparedFigure(
            $"{then.Value.Text} {_when}", href,
            figure.Value.Amount is { } now ? $", {KpiChange.Of(now, before, figure.Value.Unit)}" : "; no figure now to hold against it");
    }

    private static string Written(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
