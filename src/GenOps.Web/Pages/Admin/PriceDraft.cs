using System.Globalization;
using GenOps.Core;
using GenOps.Core.Calls;
using GenOps.Core.Pricing;

namespace GenOps.Web.Pages.Admin;

/// <summary>Prices as a person types them: per million tokens, or for one image; empty where nothing is said.</summary>
public sealed class PriceDraft
{
    private readonly Dictionary<Meter, string> figures = [];

    public string Provider { get; set; } = "";

    public string Model { get; set; } = "";

    /// <summary>The first day on which they hold, UTC.</summary>
    public DateTime ValidFrom { get; set; }

    public string Source { get; set; } = "";

    /// <summary>As answers name it; empty for the everyday tier.</summary>
    public string ServiceTier { get; set; } = "";

    /// <summary>Input tokens of a call above which the prices of tokens hold; empty for all.</summary>
    public string ContextAbove { get; set; } = "";

    /// <summary>Size and quality for which the price of images holds; empty for all.</summary>
    public string Variant { get; set; } = "";

    /// <summary>What one meter costs; empty where nothing is said.</summary>
    public string this[Meter meter]
    {
        get => figures.GetValueOrDefault(meter, "");
        set => figures[meter] = value ?? "";
    }

    /// <summary>The request for the command.</summary>
    /// <exception cref="InvalidInputException">A figure is no number.</exception>
    public RecordPriceRequest ToRequest()
    {
        var above = Above();
        return new RecordPriceRequest
        {
            Provider = Provider,
            Model = Model,
            ValidFrom = DateTime.SpecifyKind(ValidFrom, DateTimeKind.Utc),
            Source = Source,
            Lines = [.. Enum.GetValues<Meter>().Where(m => !string.IsNullOrWhiteSpace(this[m])).Select(m => Line(m, above))],
        };
    }

    private PriceLine Line(Meter meter, long above)
    {
        var text = this[meter];
        if (!decimal.TryParse(text.Trim().TrimStart('$'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var listed))
            throw new InvalidInputException(MeterWords.Of(meter), $"'{text}' is no price.", "Write dollars as 2.5, with a point.");
        return new PriceLine(
            meter, PriceNames.Unit(meter, listed)!.Value, MeterWords.IsToken(meter) ? above : 0, meter == Meter.Images ? Variant : "", ServiceTiers.KeyOf(ServiceTier));
    }

    private long Above()
    {
        if (string.IsNullOrWhiteSpace(ContextAbove)) return 0;
        return long.TryParse(ContextAbove.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var above)
            ? above
            : throw new InvalidInputException("Context", $"'{ContextAbove}' is no number of tokens.", "Write it as 200000, or leave it empty for all calls.");
    }
}
