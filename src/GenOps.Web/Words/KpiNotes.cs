using System.Globalization;
using GenOps.Core;
using GenOps.Core.Analytics;
using GenOps.Core.Ledger;

namespace GenOps.Web.Words;

/// <summary>The line below a figure, and what it says on hover.</summary>
public static class KpiNotes
{
    /// <summary>The reason for a dash, else the fraction, the range or the percentile; then what the figure does not hold or rests on.</summary>
    public static string Of(KpiFigure figure)
    {
        var examples = figure.Assumptions.Any(a => a.Origin == AssumptionOrigin.Example) ? "rests on shipped examples" : null;
        List<string> further = [.. figure.Caveats.Append(examples).OfType<string>()];
        // A sentence that goes on has no full stop.
        return further.Count == 0 ? Itself(figure) : string.Join("; ", further.Prepend(Itself(figure).TrimEnd('.')));
    }

    private static string Itself(KpiFigure figure)
    {
        if (figure.Value.Missing is { } missing) return missing;
        if (figure.Percentile90 is { } ninety) return $"median of {Count(figure)}; nine in ten within {ninety.Text}";
        if (figure.Interval is { } interval && figure.Denominator is { } cases)
        {
            return $"{figure.Numerator.Text} of {cases.Text}; 95 % between {interval.Text}";
        }

        return figure.Denominator is { } denominator
            ? $"{figure.Numerator.Text} {figure.Numerator.Label} ÷ {denominator.Text} {denominator.Label}"
            : $"{Count(figure)} {(figure.Numerator.Rows == 1 ? "row" : "rows")}";
    }

    /// <summary>The figure to the last digit.</summary>
    public static string Exact(KpiFigure figure) => figure.Value switch
    {
        { Amount: null } value => value.Missing!,
        { Unit: KpiUnit.NanoUsd, Amount: { } nanos } => (nanos / Money.NanosPerUsd).ToString("#,##0.000000000##", CultureInfo.InvariantCulture) + " USD",
        { Amount: { } amount } => amount.ToString("#,##0.############", CultureInfo.InvariantCulture),
    };

    private static string Count(KpiFigure figure) => (figure.Numerator.Rows ?? 0).ToString("#,##0", CultureInfo.InvariantCulture);
}
