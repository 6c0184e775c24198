using System.Globalization;
using System.Web;
using Bunit;
using Bunit.TestDoubles;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Ledger;
using GenOps.Testing.Finance;
using GenOps.Web.Pages.Finance;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenOps.Web.Tests.Pages.Finance;

public sealed class FinancePageTests : FinanceDataTest
{
    [Fact]
    public void EveryFigure_October_IsTheHandTable()
    {
        var page = Open("/finance?money=live&period=month");
        var shown = Figures(page);

        Assert.Equal(
            OctoberTable.Figures.Select(f => (f.Name, f.Text)).Order(),
            shown.Select(f => (f.Name, f.Text)).Order());
        Assert.Contains("$18.5137286", page.Find(".tiles .stat .how").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WhileSumsAreMade_SaysHowFarTheyAreBesideTheFigures()
    {
        await using (var db = Database.Open())
        {
            db.RollupStates.Add(new RollupState
            {
                Id = RollupState.OnlyId,
                Build = 1,
                Zone = "UTC",
                Facts = "1:1",
                BuiltTo = new RunId(Guid.Empty),
                RunsToBuild = 300_000,
                RunsBuilt = 12_000,
                BegunAt = FinanceScenario.From,
            });
            await db.SaveChangesAsync();
        }

        var page = Open("/finance?money=live&period=month");

        Assert.Contains("12,000 of 300,000", page.Find(".go-notice").TextContent, StringComparison.Ordinal);
        Assert.Equal(OctoberTable.Figures.Count, Figures(page).Count);
    }

    [Fact]
    public void Open_OnceSumsAreMade_SaysNothingOfThem() => Assert.Empty(Open("/finance?money=live&period=month").FindAll(".go-notice"));

    [Fact]
    public void Open_WithoutMoney_IsOnLiveOnceALiveRunExists()
    {
        var page = Open("/finance?period=month");

        Assert.Equal("Live", page.Find(".switch [aria-current]").TextContent);
    }

    [Fact]
    public void Sandbox_October_ShowsOnlySandboxMoney()
    {
        var page = Open("/finance?money=sandbox&period=month");

        Assert.Contains("$2.12", page.Find(".tiles .stat .value").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cost per accepted output")]
    [InlineData("Human-AI synergy")]
    public void Tile_RestingOnMinutesNobodyMeasured_SaysSoItself(string label)
    {
        var tile = Open("/finance?money=live&period=month").FindAll(".tiles .stat").Single(t => t.QuerySelector(".label")!.TextContent.Trim() == label);

        Assert.Contains("25 % of people's time not measured (1 of 4 stretches)", tile.QuerySelector(".note")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Tile_OfAWeeklyRate_SaysTheTrueNumberOfWeeks()
    {
        var tile = Open("/finance?money=live&period=month").FindAll(".tiles .stat").Single(t => t.TextContent.Contains("Innovation velocity", StringComparison.Ordinal));

        Assert.Contains("÷ 4.43 weeks", tile.QuerySelector(".note")!.TextContent, StringComparison.Ordinal);
    }

    // A version of the invoices' value that only shipped as an example takes the place of what was stated.
    [Fact]
    public async Task Tile_WithoutAStatedFigure_IsBlankAndLeadsToWhereItIsConfirmed()
    {
        await using (var db = Database.Open())
        {
            foreach (var key in new[] { AssumptionKeys.ValuePerOutput, AssumptionKeys.BaselineMinutes })
            {
                db.Add(Row(key, null, AssumptionOrigin.Person));
                db.Add(Row(key, 30, AssumptionOrigin.Example));
            }

            await db.SaveChangesAsync();
        }

        var tile = Open("/finance?money=live&period=month").FindAll(".tiles .stat").Single(t => t.TextContent.Contains("Return on investment", StringComparison.Ordinal));

        Assert.Equal("—", tile.QuerySelector(".value")!.TextContent.Trim());
        Assert.Contains(
            ($"/finance/assumptions?scope={Scenario.Invoices.Id}&key=value_per_output", "Confirm or state value per output of invoices"),
            tile.QuerySelectorAll("a").Select(a => (a.GetAttribute("href")!, a.TextContent)));

        Assumption Row(string key, decimal? value, AssumptionOrigin origin) => new()
        {
            Id = Id.New<AssumptionId>(),
            PipelineId = Scenario.Invoices.Id,
            Key = key,
            Value = value,
            ValidFrom = FinanceScenario.From.AddDays(-1),
            RecordedAt = FinanceScenario.From.AddDays(-1),
            Author = "ada",
            Origin = origin,
        };
    }

    // One change and no failure: 0 % is a figure of this period, not the lack of one.
    [Fact]
    public async Task Series_OfAShareOfZero_DrawsTheZero()
    {
        var filter = new AnalyticsFilter { Money = MoneyMode.Live, From = FinanceScenario.From, To = FinanceScenario.To };
        var figure = await Services.GetRequiredService<KpiCatalogue>().ComputeAsync(Actor.System, "change-failure-rate", filter, CancellationToken.None);

        var series = Assert.Single(KpiSeries.Along(figure, KpiAxis.Pipeline));

        Assert.Equal(0, Assert.Single(series.Points, p => p.Category == "posts").Value);
    }

    [Fact]
    public void PointOfAChart_Clicked_OpensItsRows()
    {
        var page = Open("/finance?money=live&period=month");
        var waste = page.FindAll("figure.chart").Single(c => c.TextContent.Contains("Cost by class", StringComparison.Ordinal));

        // The second of October: 300,000 nano-dollars of an answer that could not be used.
        waste.QuerySelectorAll("button.figure").First(b => b.TextContent.Trim() == "$0.0003").Click();

        var rows = OpenRows();
        Assert.Equal("$0.0003", rows.Find(".stat .value").TextContent.Trim());
        Assert.Equal("Sum of 1 row", rows.Find(".stat .label").TextContent.Trim());
        Assert.Contains("equal to the sum", rows.FindAll(".stat .note")[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryFigure_Opened_ShowsRowsThatSumToIt()
    {
        foreach (var figure in Figures(Open("/finance?money=live&period=month")))
        {
            Services.GetRequiredService<NavigationManager>().NavigateTo(figure.Href);
            var rows = OpenRows();
            var total = decimal.Parse(rows.Find("[data-total]").GetAttribute("data-total")!, CultureInfo.InvariantCulture);

            Assert.Equal((figure.Name, OctoberTable.Figures.Single(f => f.Name == figure.Name).Numerator), (figure.Name, total));
            Assert.Contains("equal to the sum", rows.FindAll(".stat .note")[1].TextContent, StringComparison.Ordinal);
        }
    }

    // The retried call of $0.003, and what it was charged a second time.
    [Fact]
    public void Open_CutByAModel_NarrowsCostItsRowsAndTheWayBack()
    {
        var page = Open("/finance?money=live&period=month&model=gpt-4o");
        var spend = Figures(page).Single(f => f.Name == "spend");

        Assert.Equal("$0.006", spend.Text);
        Assert.Contains("cost and calls only", page.Find(".go-notice").TextContent, StringComparison.Ordinal);
        Services.GetRequiredService<NavigationManager>().NavigateTo(spend.Href);
        var rows = OpenRows();
        Assert.Equal("6000000", rows.Find("[data-total]").GetAttribute("data-total"));
        Assert.Contains("model gpt-4o", rows.Markup, StringComparison.Ordinal);
        Assert.Contains(rows.FindAll("a"), a => a.GetAttribute("href") == "/finance?money=live&from=2026-10-01&to=2026-10-31&model=gpt-4o");
    }

    [Fact]
    public void Open_CutByAVersion_IsOfItAlone()
    {
        var all = Figures(Open("/finance?money=live&period=month&pipeline=posts")).Single(f => f.Name == "accepted-outputs");
        var first = Figures(Open("/finance?money=live&period=month&pipeline=posts&version=1")).Single(f => f.Name == "accepted-outputs");

        Assert.Equal(("3", "2"), (all.Text, first.Text));
    }

    [Fact]
    public async Task Filters_OnceSumsAreMade_OfferWhatThereIsToCutBy()
    {
        await new RollupKeeper(
            Database.Contexts, Services.GetRequiredService<ReportingCalendar>(), Services.GetRequiredService<TimeProvider>(), NullLogger<RollupKeeper>.Instance).CatchUpAsync(CancellationToken.None);

        var page = Open("/finance?money=live&period=month&pipeline=posts");

        string[] Offered(string label) =>
            [.. page.FindAll(".filter").Single(f => f.QuerySelector("label")!.TextContent == label).QuerySelectorAll("option").Skip(1).Select(o => o.TextContent)];
        Assert.Equal(["v2", "v1"], Offered("Version"));
        Assert.Equal(["accounting", "marketing"], Offered("Cost centre"));
        Assert.Contains("gpt-4o", Offered("Model"));
        Assert.Contains("openai", Offered("Provider"));
        Assert.Equal(["Small", "Standard", "Frontier", "Image"], Offered("Tier"));
        page.FindAll(".filter").Single(f => f.QuerySelector("label")!.TextContent == "Model").QuerySelector("select")!.Change("gpt-4o");
        Assert.EndsWith("/finance?money=live&period=month&pipeline=posts&model=gpt-4o", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_CutByWhatHasNothing_LeadsBackToAllOfIt()
    {
        var page = Open("/finance?money=live&from=2026-07-01&to=2026-07-31&centre=nobody");

        Assert.Contains(page.FindAll(".empty a"), a => a.GetAttribute("href") == "/finance?money=live&from=2026-07-01&to=2026-07-31");
    }

    [Fact]
    public void PeriodWithoutAnything_SaysWhatToDoNext()
    {
        var page = Open("/finance?money=live&from=2026-07-01&to=2026-07-31");

        Assert.Contains("Nothing in this period", page.Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.Contains(page.FindAll(".empty a"), a => a.TextContent == "Show the sandbox");
    }

    [Theory]
    [InlineData("/finance?pipeline=nobody", "There is no pipeline nobody")]
    [InlineData("/finance?from=2026-10-02&to=2026-10-01", "The last day is before the first")]
    public void AddressThatCannotBe_ShowsWhatIsWrong(string address, string text) =>
        Assert.Contains(text, Open(address).Find("[role=alert]").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Filters_Chosen_StandInTheAddress()
    {
        var page = Open("/finance?money=live&period=month");

        page.FindAll(".filters select")[1].Change("posts");

        Assert.EndsWith("/finance?money=live&period=month&pipeline=posts", Services.GetRequiredService<BunitNavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void CallPage_OfARow_ShowsLedgerAndWhatIsAbsent()
    {
        var call = Render<CallPage>(p => p.Add(c => c.Id, Scenario.FactsCall.Id.Value));
        call.WaitForElement("dl");

        Assert.Contains("$0.001", call.Markup, StringComparison.Ordinal);
        Assert.Contains("The answer's bytes are not kept.", call.Markup, StringComparison.Ordinal);
        // The first entry and November's settlement.
        Assert.Equal(2, call.FindAll("table")[^1].QuerySelectorAll("tbody tr").Length);
    }

    [Fact]
    public void CallPage_UnknownCall_SaysSo()
    {
        var call = Render<CallPage>(p => p.Add(c => c.Id, Guid.CreateVersion7()));

        Assert.Contains("There is no call", call.WaitForElement("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    /// <summary>All figures of the page: those on tiles, and those in the table below.</summary>
    private static List<(string Name, string Text, string Href)> Figures(IRenderedComponent<FinancePage> page) =>
    [
        .. page.FindAll(".tiles .stat .value a").Select(a => (a.GetAttribute("href")!, a.TextContent.Trim()))
            .Concat(page.FindAll("tbody tr").Where(row => row.QuerySelector("td a[href^='/finance/rows']") is not null && row.QuerySelector("details") is not null)
                .Select(row => (row.QuerySelector("a")!.GetAttribute("href")!, row.QuerySelectorAll("td")[1].TextContent.Trim())))
            .Select(f => (HttpUtility.ParseQueryString(f.Item1.Split('?')[1])["name"]!, f.Item2, f.Item1)),
    ];

    private IRenderedComponent<FinancePage> Open(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        var page = Render<FinancePage>();
        page.WaitForElement(".tiles, .empty, [role=alert]", TimeSpan.FromSeconds(30));
        return page;
    }

    private IRenderedComponent<RowsPage> OpenRows()
    {
        var rows = Render<RowsPage>();
        rows.WaitForElement(".stat, [role=alert]", TimeSpan.FromSeconds(30));
        return rows;
    }
}
