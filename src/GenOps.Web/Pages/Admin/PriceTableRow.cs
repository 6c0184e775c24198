using System.Globalization;
using GenOps.Core.Calls;
using GenOps.Core.Pricing;

namespace GenOps.Web.Pages.Admin;

/// <summary>One model of the price table, its figures as lists write them.</summary>
public sealed record PriceTableRow(
    string Provider, string Model, string Input, string CacheRead, string Output, string Images, string Since, string Source)
{
    /// <summary>What stands where a model has no such price.</summary>
    public const string None = "—";

    /// <summary>Shapes one model.</summary>
    public static PriceTableRow Of(ModelPriceSheet sheet) => new(
        sheet.Provider,
        sheet.Model,
        Plain(sheet, Meter.Input),
        Plain(sheet, Meter.CacheRead),
        Plain(sheet, Meter.Output),
        ImagesOf(sheet),
        sheet.Since.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        sheet.Lines.OrderBy(l => l.ValidFrom).Last().Source);

    /// <summary>A unit price as a list states it: per million tokens, or for one.</summary>
    public static string Figure(Meter meter, decimal? unitPrice) =>
        PriceNames.Listed(meter, unitPrice) is { } listed ? PriceNames.Number(listed) : None;

    private static string Plain(ModelPriceSheet sheet, Meter meter) =>
        Figure(meter, sheet.Lines.FirstOrDefault(l => l.Meter == meter && l.ServiceTier == ServiceTiers.Standard && l.ContextAbove == 0 && l.Variant.Length == 0)?.UnitPrice);

    /// <summary>One figure, or the cheapest and the dearest of the sizes and qualities.</summary>
    private static string ImagesOf(ModelPriceSheet sheet)
    {
        var prices = sheet.Lines.Where(l => l.Meter == Meter.Images && l.ServiceTier == ServiceTiers.Standard).Select(l => l.UnitPrice!.Value).Order().ToList();
        if (prices.Count == 0) return None;
        return prices[0] == prices[^1] ? PriceNames.Number(prices[0]) : $"{PriceNames.Number(prices[0])} – {PriceNames.Number(prices[^1])}";
    }
}
