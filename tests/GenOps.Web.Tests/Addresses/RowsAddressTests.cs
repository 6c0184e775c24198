using GenOps.Core;
using GenOps.Core.Analytics;
using GenOps.Core.Ledger;
using GenOps.Web.Addresses;
using Microsoft.AspNetCore.WebUtilities;

namespace GenOps.Web.Tests.Addresses;

public sealed class RowsAddressTests
{
    private static readonly DateTime From = new(2026, 10, 31, 23, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Href_EveryPartSet_ReadsBackTheSame()
    {
        var address = new RowsAddress
        {
            Name = "cost-per-output",
            Filter = new AnalyticsFilter
            {
                Money = MoneyMode.Live,
                From = From,
                To = From.AddDays(30).AddMicroseconds(1),
                CostCentre = "a & b",
                KnownOn = new DateOnly(2026, 11, 3),
                Pipeline = Id.New<PipelineId>(),
                Version = Id.New<PipelineVersionId>(),
            },
            Slice = new KpiSlice
            {
                Part = KpiPart.Denominator,
                From = From.AddDays(1),
                To = From.AddDays(2),
                Kind = CostKind.Labour,
                Class = CostClass.Waste,
                Rule = "steps.check.score < 0.75",
                WithoutPipeline = true,
            },
            Skip = 50,
            Back = "?money=live&period=month&pipeline=a%20%26%20b&compare=before",
        };

        var read = Read(address.Href);

        // A list equals but itself.
        Assert.Empty(read.Slice.OtherThan);
        Assert.Equal(address, read with { Slice = read.Slice with { OtherThan = address.Slice.OtherThan } });
    }

    [Theory]
    [InlineData("openai/gpt-4o")]
    [InlineData("search/")]
    [InlineData("none")]
    public void Href_OfAModelOrOfAllOthers_ReadsBackTheSame(string text)
    {
        var model = ProviderModel.Read(text)!.Value;
        var address = RowsAddress.OfSpend(MoneyMode.Live, From, From.AddDays(30));

        var one = Read((address with { Slice = new KpiSlice { Model = model } }).Href);
        var others = Read((address with { Slice = new KpiSlice { OtherThan = [model, new ProviderModel("router", "a,b|c%2C")] } }).Href);

        Assert.Equal(model, one.Slice.Model);
        Assert.Empty(one.Slice.OtherThan);
        Assert.Null(others.Slice.Model);
        Assert.Equal([model, new ProviderModel("router", "a,b|c%2C")], others.Slice.OtherThan);
    }

    [Theory]
    [InlineData("/finance/rows?name=spend&money=live&from=2026-10-01T00:00:00Z&to=2026-11-01T00:00:00Z&smodel=gpt-4o", "smodel")]
    [InlineData("/finance/rows?name=spend&money=live&from=2026-10-01T00:00:00Z&to=2026-11-01T00:00:00Z&sothers=none,gpt-4o", "sothers")]
    [InlineData("/finance/rows?name=spend&from=2026-10-01T00:00:00Z&to=2026-11-01T00:00:00Z", "money")]
    [InlineData("/finance/rows?name=spend&money=2&from=2026-10-01T00:00:00Z&to=2026-11-01T00:00:00Z", "money")]
    [InlineData("/finance/rows?name=spend&money=live&to=2026-11-01T00:00:00Z", "from")]
    [InlineData("/finance/rows?name=spend&money=live&from=2026-10-01T00:00:00Z&to=2026-11-01T00:00:00Z&known=yesterday", "known")]
    [InlineData("/finance/rows?money=live&from=2026-10-01T00:00:00Z&to=2026-11-01T00:00:00Z", "name")]
    public void Read_PartMissing_NamesIt(string href, string field)
    {
        var error = Assert.Throws<InvalidInputException>(() => Read(href));

        Assert.Equal(field, Assert.Single(error.Problems).Field);
    }

    private static RowsAddress Read(string href)
    {
        var query = QueryHelpers.ParseQuery(href[href.IndexOf('?', StringComparison.Ordinal)..]);
        return RowsAddress.Read(name => query.TryGetValue(name, out var value) ? value.ToString() : null);
    }
}
