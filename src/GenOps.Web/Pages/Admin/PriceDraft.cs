using System.Globalization;
using GenOps.Core;
using GenOps.Core.Inference;
using GenOps.Core.Pricing;

namespace GenOps.Web.Pages.Admin;

/// <summary>Prices as a person types them: per million tokens, or for one image; empty where nothing is said.</summary>
public sealed class PriceDraft
{
    public string Provider { get; set; } = "";

    public string Model { get; set; } = "";

    /// <summary>The first day on which they hold, UTC.</summary>
    public DateTime ValidFrom { get; set; }

    public string Source { get; set; } = "";

    public string Input { get; set; } = "";

    public string CacheRead { get; set; } = "";

    public string Output { get; set; } = "";

    public string ReasoningOutput { get; set; } = "";

    public string Images { get; set; } = "";

    /// <summary>The request for the command.</summary>
    /// <exception cref="InvalidInputException">A figure is no number.</exception>
    public RecordPriceRequest ToRequest() => new()
    {
        Provider = Provider,
        Model = Model,
        ValidFrom = DateTime.SpecifyKind(ValidFrom, DateTimeKind.Utc),
        Source = Source,
        Lines =
        [
            .. Line(Meter.Input, Input), .. Line(Meter.CacheRead, CacheRead), .. Line(Meter.Output, Output),
            .. Line(Meter.ReasoningOutput, ReasoningOutput), .. Line(Meter.Images, Images),
        ],
    };

    private static IEnumerable<PriceLine> Line(Meter meter, string text)
    {
        if (string.IsNullOrWhiteSpace(text)) yield break;
        if (!decimal.TryParse(text.Trim().TrimStart('$'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var listed))
            throw new InvalidInputException(MeterWords.Of(meter), $"'{text}' is no price.", "Write dollars as 2.5, with a point.");
        yield return new PriceLine(meter, PriceNames.Unit(meter, listed)!.Value);
    }
}
