using GenOps.Core.Calls;
using GenOps.Core.Pricing;
using static GenOps.Core.Tests.Pricing.PriceRows;

namespace GenOps.Core.Tests.Pricing;

public sealed class ListPricesTests
{
    private static readonly IReadOnlyList<PriceEntry> Entries = ListPrices.Entries(Day(2026, 11, 1));

    [Fact]
    public void Entries_Shipped_AreDistinctDatedAndSourced()
    {
        Assert.Equal(Entries.Count, Entries.Select(e => e.Id).Distinct().Count());
        Assert.Equal(Entries.Count, Entries.Select(e => (PriceKey.Of(e), e.ValidFrom)).Distinct().Count());
        Assert.All(Entries, e =>
        {
            Assert.InRange(e.ValidFrom, Day(2025, 1, 1), Day(2026, 6, 28));
            Assert.NotEmpty(e.Source);
            Assert.True(e.UnitPrice is null or > 0);
            // What is stored has no more than 15 decimals, so nothing is cut off.
            Assert.Equal(e.UnitPrice, e.UnitPrice is { } price ? Math.Round(price, 15) : null);
        });
        Assert.True(Entries.Select(e => (e.Provider, e.Model)).Distinct().Count() >= 30);
    }

    [Fact]
    public void Entries_EveryTextModel_HasInputAndOutputPrices()
    {
        var models = Entries.Where(e => e.Meter == Meter.Output).Select(e => (e.Provider, e.Model)).Distinct();

        Assert.All(models, m => Assert.Contains(Entries, e => (e.Provider, e.Model) == m && e.Meter == Meter.Input && e.ContextAbove == 0));
    }

    [Fact]
    public void Vendors_NeitherHostsNorTheSandbox_AreAmongThem()
    {
        Assert.Contains("openai", ListPrices.Vendors);
        Assert.Contains("anthropic", ListPrices.Vendors);
        Assert.DoesNotContain("groq", ListPrices.Vendors);
        Assert.DoesNotContain("sandbox", ListPrices.Vendors);
    }
}
