using System.Globalization;
using GenOps.Core.Calls;

namespace GenOps.Core.Pricing;

/// <summary>Writes prices as people and price lists do.</summary>
public static class PriceNames
{
    private const decimal Million = 1_000_000m;

    /// <summary>As <c>$2.5 per million input tokens</c> or <c>$0.04 per image</c>; <c>none</c> for a withdrawal.</summary>
    public static string Of(Meter meter, decimal? unitPrice) => unitPrice is not { } price
        ? "no price for " + MeterWords.Of(meter)
        : MeterWords.IsToken(meter)
            ? $"${Number(price * Million)} per million {MeterWords.Of(meter)}"
            : $"${Number(price)} for each of {MeterWords.Of(meter)}";

    /// <summary>The bare figure as lists state it: per million tokens, else for one.</summary>
    public static decimal? Listed(Meter meter, decimal? unitPrice) => MeterWords.IsToken(meter) ? unitPrice * Million : unitPrice;

    /// <summary>The price of one unit from the figure a list states.</summary>
    public static decimal? Unit(Meter meter, decimal? listed) => MeterWords.IsToken(meter) ? listed / Million : listed;

    /// <summary>All its digits and no more.</summary>
    public static string Number(decimal value) => value.ToString("0.###############", CultureInfo.InvariantCulture);
}
