using GenOps.Core;
using GenOps.Core.Calls;
using GenOps.Core.Pricing;
using GenOps.Web.Pages.Admin;

namespace GenOps.Web.Tests.Pages.Admin;

public sealed class PriceDraftTests
{
    [Fact]
    public void ToRequest_FiguresAsListsStateThem_BecomeUnitPrices()
    {
        var draft = new PriceDraft { Provider = "vllm", Model = "m", Source = "contract", [Meter.Input] = " $2.5 ", [Meter.Output] = "10", [Meter.Images] = "0.04", ValidFrom = new(2026, 11, 1) };

        var request = draft.ToRequest();

        Assert.Equal(
            [new PriceLine(Meter.Input, 0.0000025m), new PriceLine(Meter.Output, 0.00001m), new PriceLine(Meter.Images, 0.04m)], request.Lines);
        Assert.Equal(DateTimeKind.Utc, request.ValidFrom.Kind);
    }

    [Fact]
    public void ToRequest_EveryMeterWithTierBandAndVariant_IsALineOfItsOwn()
    {
        var draft = new PriceDraft { Provider = "p", Model = "m", Source = "contract", ServiceTier = "flex", ContextAbove = "200000", Variant = "1024x1024/high" };
        foreach (var meter in Enum.GetValues<Meter>()) draft[meter] = "1";

        var lines = draft.ToRequest().Lines;

        Assert.Equal(Enum.GetValues<Meter>(), lines.Select(l => l.Meter));
        Assert.All(lines, l => Assert.Equal(("flex", MeterWords.IsToken(l.Meter) ? 200_000 : 0), (l.ServiceTier, l.ContextAbove)));
        Assert.Equal("1024x1024/high", Assert.Single(lines, l => l.Variant.Length > 0).Variant);
    }

    [Theory]
    [InlineData("2,5")]
    [InlineData("-1")]
    [InlineData("cheap")]
    public void ToRequest_NoNumber_SaysWhichFigure(string text)
    {
        var error = Assert.Throws<InvalidInputException>(() => new PriceDraft { [Meter.Output] = text }.ToRequest());

        Assert.Equal("output tokens", Assert.Single(error.Problems).Field);
    }

    [Fact]
    public void Of_ModelOfManySizes_ShowsTheCheapestAndTheDearest()
    {
        var row = PriceTableRow.Of(new ModelPriceSheet("openai", "gpt-image-1",
            [Line(Meter.Images, 0.25m, "1024x1536/high"), Line(Meter.Images, 0.011m, "1024x1024/low"), Line(Meter.Input, 0.000005m)], At));

        Assert.Equal(("0.011 – 0.25", "5", "—"), (row.Images, row.Input, row.Output));
    }

    [Fact]
    public void Of_PricesOfOtherTiers_ShowsTheEverydayOnes()
    {
        var dearer = Line(Meter.Output, 0.000017m) with { ServiceTier = "priority" };
        var row = PriceTableRow.Of(new ModelPriceSheet("openai", "gpt-4o", [dearer with { Meter = Meter.Input }, dearer, Line(Meter.Input, 0.0000025m)], At));

        Assert.Equal(("2.5", "—"), (row.Input, row.Output));
    }

    [Fact]
    public void Of_PriceAboveABound_ShowsThePriceBelowIt()
    {
        var row = PriceTableRow.Of(new ModelPriceSheet("google", "gemini-2.5-pro",
            [Line(Meter.Input, 0.0000025m, above: 200_000), Line(Meter.Input, 0.00000125m)], At));

        Assert.Equal("1.25", row.Input);
    }

    private static readonly DateTime At = new(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc);

    private static PriceSheetLine Line(Meter meter, decimal price, string variant = "", long above = 0) => new(
        Id.New<PriceEntryId>(), meter, "standard", above, variant, price, At, At, "list", "Ada", InForce: true, Shipped: false);
}
