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
        };

        Assert.Equal(address, Read(address.Href));
    }

    [Theory]
    [InlineData("/finance/rows?name=spend&from=2026-10-01T00:00:00Z&to=2026-11-01T00:00:00Z", "money")]
    [InlineData("/finance/rows?name=spend&money=2&from=2026-10-01T00:00:00Z&to=2026-11-01T00:00:00Z", "money")]
    [InlineData("/finance/rows?name=spend&money=live&to=2026-11-01T00:00:00Z", "from")]
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
