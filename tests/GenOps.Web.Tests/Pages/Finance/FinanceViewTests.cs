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
    [InlineData("?money=live&from=2026-10-01&to=2026-10-31&known=2026-11-03")]
    [InlineData("?money=live&period=month&compare=before")]
    [InlineData("?money=live&period=30d&pipeline=posts&compare=last-year&bucket=week")]
    [InlineData("?money=live&from=2026-10-01&to=2026-10-31&compare=plan")]
    public void Href_ReadBack_IsTheSameView(string query) => Assert.Equal("/finance" + query, FinanceView.Of(query).Href);

    [Theory]
    [InlineData("?period=7d&compare=before", "2026-11-03", "2026-11-09")]
    [InlineData("?period=month&compare=before", "2026-10-01", "2026-10-16")]
    [InlineData("?period=last-month&compare=before", "2026-09-01", "2026-09-30")]
    [InlineData("?period=year&compare=before", "2024-12-01", "2025-11-16")]
    [InlineData("?from=2026-11-01&to=2026-11-16&compare=before", "2026-10-16", "2026-10-31")]
    [InlineData("?from=2026-10-01&to=2026-10-31&period=month&compare=before", "2026-09-01", "2026-09-30")]
    [InlineData("?from=2026-11-03&period=month&compare=before", "2026-10-01", "2026-10-16")]
    [InlineData("?period=month&compare=last-year", "2025-11-01", "2025-11-16")]
    public void ComparedDays_OfAPeriod_AreThoseOfTheReportingZone(string query, string first, string last) =>
        Assert.Equal((DateOnly.Parse(first), DateOnly.Parse(last)), FinanceView.Of(query).ComparedDays(Berlin.DayOf(Now)));

    // On the last of November the last 30 days are November too, and yet 30 days: a month of 31 is no fair comparison.
    [Fact]
    public void ComparedDays_OfDaysThatHappenToBeAMonth_AreAsManyDays() => Assert.Equal(
        (new DateOnly(2026, 10, 2), new DateOnly(2026, 10, 31)), FinanceView.Of("?period=30d&compare=before").ComparedDays(new DateOnly(2026, 11, 30)));

    [Theory]
    [InlineData("?period=month")]
    [InlineData("?period=month&compare=plan")]
    [InlineData("?period=month&compare=Before")]
    [InlineData("?period=month&compare=0")]
    public void ComparedDays_ComparedWithNoOtherDays_AreNone(string query) => Assert.Null(FinanceView.Of(query).ComparedDays(Berlin.DayOf(Now)));

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
        var view = FinanceView.Read("live", "last-month", null, null, "posts", null).CutBy("2", "marketing", null, "gpt-4o", "small").AsKnownOn("2026-11-03");

        var back = FinanceView.Of(view.ToFilter(MoneyMode.Live, null, null, Berlin, Now), "posts", 2, Berlin);

        Assert.Equal("/finance?money=live&from=2026-10-01&to=2026-10-31&pipeline=posts&version=2&centre=marketing&model=gpt-4o&tier=small&known=2026-11-03", back.Href);
    }
}
