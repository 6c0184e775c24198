using System.Web;
using AngleSharp.Dom;
using Bunit;
using GenOps.Core;
using GenOps.Core.Ledger.Budgets;
using GenOps.Testing.Finance;
using GenOps.Web.Pages.Finance;
using GenOps.Web.Words;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Pages.Finance;

/// <summary>Figures of the month worked out by hand, held against other days and against budgets.</summary>
public sealed class FinanceComparisonTests : FinanceDataTest
{
    private const string November = "/finance?money=live&from=2026-11-01&to=2026-11-30&compare=before";

    [Fact]
    public void Compared_WithTheMonthBefore_SaysEachOfItsFiguresAndLeadsToTheirRows()
    {
        var compared = Compared(OpenFinance(November));

        foreach (var figure in HandTable.October.Figures.Where(f => FinanceFigures.Names.Contains(f.Name)))
        {
            Assert.StartsWith($"{Units.Unbroken(figure.Text)} before", compared[figure.Name].TextContent.Trim(), StringComparison.Ordinal);
            Services.GetRequiredService<NavigationManager>().NavigateTo(compared[figure.Name].QuerySelector("a")!.GetAttribute("href")!);
            Assert.Equal(figure.Numerator, decimal.Parse(OpenRows().Find("[data-total]").GetAttribute("data-total")!, System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    // Of October's $18.51 a settlement of $0.000001 is left in November; nobody worked, so no time was saved for any.
    [Fact]
    public void Compared_WithMoreBefore_SaysTheChangeOrThatThereIsNoFigureNow()
    {
        var compared = Compared(OpenFinance(November));

        Assert.Equal("$18.51 before, down almost 100\u00A0%", compared["spend"].TextContent.Trim());
        Assert.Equal("31.5\u00A0× before; no figure now to hold against it", compared["synergy-ratio"].TextContent.Trim());
        Assert.Equal("57.1\u00A0% before, down 57.1 percentage points", compared["human-review-rate"].TextContent.Trim());
    }

    [Fact]
    public void Compared_WithNothingBefore_SaysTheReasonAndMakesUpNoFigure()
    {
        var page = OpenFinance("/finance?money=live&period=month&compare=last-year");
        var compared = Compared(page);

        Assert.Equal("Compared with 1 Oct 2025 to 31 Oct 2025, whole days, while the last day shown is not over yet. The first run is of 1 Sep 2026: before it there was nothing to compare with.", page.Find("[data-compared]").TextContent);
        Assert.Equal("$0.00 a year before, up by $18.51", compared["spend"].TextContent.Trim());
        Assert.Equal("No figure a year before: No output was accepted in this period.", compared["cost-per-output"].TextContent.Trim());
    }

    [Fact]
    public void Compared_WithNothing_SaysNothing()
    {
        var page = OpenFinance("/finance?money=live&period=month");

        Assert.Empty(page.FindAll("[data-compared]"));
        Assert.Empty(Compared(page));
    }

    [Fact]
    public void Compared_CutByACostCentre_IsOfTheSameMoneyAndCut()
    {
        var cut = HttpUtility.ParseQueryString(Compared(OpenFinance(November + "&centre=marketing"))["spend"].QuerySelector("a")!.GetAttribute("href")!.Split('?')[1]);

        Assert.Equal(("live", "marketing", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"), (cut["money"], cut["centre"], cut["from"], cut["to"]));
    }

    [Fact]
    public void RowsOfTheOtherPeriod_LeadBackToTheComparisonAsItWasLeft()
    {
        const string Left = "/finance?money=live&period=month&pipeline=posts&compare=before&bucket=week";
        Services.GetRequiredService<NavigationManager>().NavigateTo(Compared(OpenFinance(Left))["spend"].QuerySelector("a")!.GetAttribute("href")!);

        var rows = OpenRows();

        Assert.Contains("1 Sep 2026", rows.Markup, StringComparison.Ordinal);
        Assert.Contains(rows.FindAll("a"), a => a.GetAttribute("href") == Left);
    }

    // The second day of October beside the second of the days from the 12th: $5 of labour, $0.0042 of calls, $10.50 ÷ 31, for one post.
    [Fact]
    public void ChartOverTime_ComparedWithAsManyDays_ShowsBothPlaceByPlace()
    {
        var chart = ChartOverTime("/finance?money=live&from=2026-10-12&to=2026-10-22&compare=before&bucket=day");

        Assert.Equal(["Begin", "This period", "The period before"], chart.QuerySelectorAll("thead th").Select(h => h.TextContent));
        var second = chart.QuerySelectorAll("tbody tr")[1];
        Assert.Equal(["13 Oct", "—", "$5.34 (2 Oct)"], second.QuerySelectorAll("th, td").Select(c => c.TextContent.Trim()));
        second.QuerySelectorAll("button.figure")[1].Click();
        Assert.Contains("sfrom=2026-10-02T00%3A00%3A00Z", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    // October has a day more than September.
    [Fact]
    public void ChartOverTime_ComparedWithDaysCutOtherwise_ShowsThePeriodAlone()
    {
        var chart = ChartOverTime("/finance?money=live&from=2026-10-01&to=2026-10-31&compare=before&bucket=day");

        Assert.Equal(["Begin", "Cost per accepted output"], chart.QuerySelectorAll("thead th").Select(h => h.TextContent));
    }

    [Fact]
    public void Filters_ComparedWith_StandsInTheAddress()
    {
        var page = OpenFinance("/finance?money=live&period=month");
        var select = page.FindAll(".filter").Single(f => f.QuerySelector("label")!.TextContent == "Compared with").QuerySelector("select")!;

        Assert.Equal(["Nothing", "The period before", "The same days of last year", "Plan (budgets)"], select.QuerySelectorAll("option").Select(o => o.TextContent));
        select.Change("last-year");

        Assert.EndsWith("/finance?money=live&period=month&compare=last-year", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    // Calls and tools cost $0.0137286 of October's $18.51.
    [Theory]
    [InlineData(31, "$31.00 planned for calls; calls cost $0.0137, $30.99 under plan")]
    [InlineData(0.01, "$0.01 planned for calls; calls cost $0.0137, $0.00373 over plan")]
    [InlineData(0.0137286, "$0.0137 planned for calls; calls cost $0.0137, just as planned")]
    public async Task ComparedWithPlan_ABudgetOfAllCalls_HoldsWhatCallsCostAgainstIt(double usd, string text)
    {
        await BudgetAsync((decimal)usd, new DateTime(2026, 10, 5, 9, 0, 0, DateTimeKind.Utc));

        var compared = Compared(OpenFinance("/finance?money=live&period=month&compare=plan"));

        Assert.Equal(text, compared["spend"].TextContent.Trim());
        Assert.Equal("/finance/budgets?money=live", compared["spend"].QuerySelector("a")!.GetAttribute("href"));
        Assert.All(compared.Where(c => c.Key != "spend"), c => Assert.Equal("Budgets plan spend only", c.Value.TextContent.Trim()));
    }

    [Fact]
    public async Task ComparedWithPlan_SomeDaysWithoutABudget_TellsNoDifference()
    {
        await BudgetAsync(31, new DateTime(2026, 10, 5, 9, 0, 0, DateTimeKind.Utc));

        var compared = Compared(OpenFinance("/finance?money=live&from=2026-09-30&to=2026-10-09&compare=plan"));

        Assert.Equal("$9.00 planned for calls of 9 of 10 days, none for the others; calls cost $2.01 on all of them", compared["spend"].TextContent.Trim());
    }

    [Fact]
    public void ComparedWithPlan_WithoutABudget_LeadsToWhereOneIsSet()
    {
        var spend = Compared(OpenFinance("/finance?money=sandbox&period=month&compare=plan"))["spend"].QuerySelector("a")!;

        Assert.Equal(("No budget covers these days", "/finance/budgets?money=sandbox"), (spend.TextContent, spend.GetAttribute("href")));
    }

    private IElement ChartOverTime(string address) =>
        OpenFinance(address).FindAll("figure.chart").Single(c => c.TextContent.Contains("Cost per accepted output over time", StringComparison.Ordinal));

    private async Task BudgetAsync(decimal usd, DateTime createdAt)
    {
        await using var db = Database.Open();
        db.Add(new Budget
        {
            Id = Id.New<BudgetId>(),
            Scope = BudgetScope.Everything,
            Target = "",
            Period = BudgetPeriod.Month,
            Kind = BudgetKind.Soft,
            Money = MoneyMode.Live,
            AmountNanos = Core.Money.FromUsd(usd).Nanos,
            CreatedBy = "ada",
            CreatedAt = createdAt,
        });
        await db.SaveChangesAsync();
    }

    /// <summary>What is said beside each figure, on tiles and in the table below, by the figure's name.</summary>
    private static Dictionary<string, IElement> Compared(IRenderedComponent<FinancePage> page) =>
        page.FindAll(".tiles .stat, tbody tr").Where(e => e.QuerySelector("p.compared") is not null)
            .ToDictionary(e => HttpUtility.ParseQueryString(e.QuerySelector("a")!.GetAttribute("href")!.Split('?')[1])["name"]!, e => e.QuerySelector("p.compared")!);
}
