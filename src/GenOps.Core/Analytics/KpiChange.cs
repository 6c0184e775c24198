using System.Globalization;

namespace GenOps.Core.Analytics;

/// <summary>What became of a figure between two periods, in words: up and down stand there, and no judgement of what is better.</summary>
public static class KpiChange
{
    /// <summary>
    /// As <c>up 12 %</c>. Shares change by percentage points; times change by their difference, and so does all that began at nothing or
    /// below, of which no percentage can be told.
    /// </summary>
    /// <param name="now">In the unit.</param>
    /// <param name="then">In the unit, of the other period.</param>
    /// <param name="unit">Of both.</param>
    public static string Of(decimal now, decimal then, KpiUnit unit)
    {
        if (now == then) return "unchanged";
        var direction = now > then ? "up" : "down";
        var difference = Math.Abs(now - then);
        var (text, nothing) = unit switch
        {
            KpiUnit.Share => (Points(difference), Points(0)),
            KpiUnit.Ratio => By(difference, unit),
            _ when then <= 0 => By(difference, unit),
            _ => (Percent(difference / then), Percent(0)),
        };
        if (text == nothing) return $"slightly {direction}";
        return text == "100 %" && now is > 0 && now < then ? "down almost 100 %" : $"{direction} {text}";
    }

    private static (string Text, string Nothing) By(decimal difference, KpiUnit unit) =>
        ($"by {KpiValue.Format(difference, unit)}", $"by {KpiValue.Format(0, unit)}");

    private static string Percent(decimal share) => $"{Number(share * 100)} %";

    private static string Points(decimal share) => Number(share * 100) is var number && number == "1" ? "1 percentage point" : $"{number} percentage points";

    private static string Number(decimal amount) =>
        Math.Round(amount, amount >= 100 ? 0 : 1, MidpointRounding.ToEven).ToString("#,##0.#", CultureInfo.InvariantCulture);
}
