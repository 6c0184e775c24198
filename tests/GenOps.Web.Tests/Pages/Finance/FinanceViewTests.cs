using GenOps.Core;
using GenOps.Core.Analytics;
using GenOps.Core.Ledger;
using GenOps.Web.Pages.Finance;

namespace GenOps.Web.Tests.Pages.Finance;

public sealed class FinanceViewTests
{
    private static readonly DateTime Now = new(2026, 11, 15, 23, 30, 0, DateTimeKind.Utc);
    private static readonly ReportingCalendar Berlin = ReportingCalendar.From("Europe/Berlin");

    // At 23:30 UTC it is the 16th in Berlin already.
    [Theory]
    [InlineData("7d", "2026-11-10", "2026-11-16")]
    [InlineData("30d", "2026-10-18", "2026-11-16")]
    [InlineData("month", "2026-11-01", "2026-11-16")]
    [InlineData("last-month", "2026-10-01", "2026-10-31")]
    [InlineData("year", "2025-12-01", "2026-11-16")]
    [InlineData("nonsense", "2026-10-18", "2026-11-16")]
    public void Days_OfAPeriod_AreThoseOfTheReportingZone(string period, string first, string last)
    {
        var view = FinanceView.Read(null, period, null, null, null, null);

        var days = view.Days(Berlin.DayOf(Now));

        Assert.Equal((DateOnly.Parse(first), DateOnly.Parse(last)), days);
    }

    [Fact]
    public void ToFilter_ChosenDays_EndsWithTheLastDay()
    {
        var view = FinanceView.Read("live", null, "2026-10-24", "2026-10-25", "posts", "day");

        var filter = view.ToFilter(MoneyMode.Sandbox, null, null, Berlin, Now);

        // The second day has 25 hours.
        Assert.Equal(new DateTime(2026, 10, 23, 22, 0, 0, DateTimeKind.Utc), filter.From);
        Assert.Equal(new DateTime(2026, 10, 25, 23, 0, 0, DateTimeKind.Utc), filter.To);
        Assert.Equal((MoneyMode.Live, BucketUnit.Day), (filter.Money, filter.Bucket));
    }

    [Fact]
    public void ToFilter_LastDayBeforeTheFirst_SaysSo()
    {
        var view = FinanceView.Read(null, null, "2026-10-25", "2026-10-24", null, null);

        Assert.Throws<InvalidInputException>(() => view.ToFilter(MoneyMode.Live, null, null, Berlin, Now));
    }

    [Theory]
    [InlineData("?money=live&period=7d&pipeline=posts%20%26%20more&bucket=week")]
    [InlineData("?money=sandbox&from=2026-10-01&to=2026-10-31")]
    [InlineData("?money=live&period=year&pipeline=posts&version=3&centre=marketing%20EU&provider=openai&model=gpt-4o&tier=frontier")]
    public void Href_ReadBack_IsTheSameView(string query)
    {
        var values = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query);
        string? Value(string name) => values.TryGetValue(name, out var value) ? value.ToString() : null;

        var view = FinanceView.Read(Value("money"), Value("period"), Value("from"), Value("to"), Value("pipeline"), Value("bucket"))
            .CutBy(Value("version"), Value("centre"), Value("provider"), Value("model"), Value("tier"));

        Assert.Equal("/finance" + query, view.Href);
    }

    [Fact]
    public void CutBy_AVersionWithoutItsPipeline_LeavesItOut() =>
        Assert.Null(FinanceView.Read(null, null, null, null, null, null).CutBy("3", null, null, null, null).Version);

    [Fact]
    public void CutBy_WhatCannotBeRead_LeavesItOut()
    {
        var view = FinanceView.Read(null, null, null, null, "posts", null).CutBy("three", " ", "", null, "huge");

        Assert.Equal((null, null, null, null, null), (view.Version, view.CostCentre, view.Provider, view.Model, view.Tier));
    }

    // Berlin's days begin at 22 or 23 o'clock UTC.
    [Fact]
    public void Of_TheFilterOfAView_IsThatViewByItsDays()
    {
        var view = FinanceView.Read("live", "last-month", null, null, "posts", null).CutBy("2", "marketing", null, "gpt-4o", "small");

        var back = FinanceView.Of(view.ToFilter(MoneyMode.Live, null, null, Berlin, Now), "posts", 2, Berlin);

        Assert.Equal("/finance?money=live&from=2026-10-01&to=2026-10-31&pipeline=posts&version=2&centre=marketing&model=gpt-4o&tier=small", back.Href);
    }
}
