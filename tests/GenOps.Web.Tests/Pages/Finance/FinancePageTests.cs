using System.Globalization;
using System.Web;
using Bunit;
using Bunit.TestDoubles;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Ledger;
using GenOps.Core.Runs;
using GenOps.Testing.Finance;
using GenOps.Web.Pages.Finance;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenOps.Web.Tests.Pages.Finance;

public sealed class FinancePageTests : FinanceDataTest
{
    [Theory]
    [InlineData(9, "$8.406")]
    [InlineData(10, "$18.5137286")]
    public void EveryFigure_OfAMonth_IsTheHandTable(int month, string spend)
    {
        var table = HandTable.Of(month);

        var page = OpenFinance(AddressOf(table));
        var shown = Figures(page);

        Assert.Equal(
            table.Figures.Where(f => FinanceFigures.Names.Contains(f.Name)).Select(f => (f.Name, f.Text)).Order(),
            shown.Select(f => (f.Name, f.Text)).Order());
        Assert.Contains(spend, page.Find(".tiles .stat .how").TextContent, StringComparison.Ordinal);
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

        var page = OpenFinance("/finance?money=live&period=month");

        Assert.Contains("12,000 of 300,000", page.Find(".go-notice").TextContent, StringComparison.Ordinal);
        Assert.Equal(FinanceFigures.Names.Count, Figures(page).Count);
    }

    [Fact]
    public void Open_OnceSumsAreMade_SaysNothingOfThem() => Assert.Empty(OpenFinance("/finance?money=live&period=month").FindAll(".go-notice"));

    [Fact]
    public void Open_WithoutMoney_IsOnLiveOnceALiveRunExists()
    {
        var page = OpenFinance("/finance?period=month");

        Assert.Equal("Live", page.Find(".switch [aria-current]").TextContent);
    }

    [Fact]
    public void Sandbox_October_ShowsOnlySandboxMoney()
    {
        var page = OpenFinance("/finance?money=sandbox&period=month");

        Assert.Contains("$2.12", page.Find(".tiles .stat .value").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cost per accepted output")]
    [InlineData("Human-AI synergy")]
    public void Tile_RestingOnMinutesNobodyMeasured_SaysSoItself(string label)
    {
        var tile = OpenFinance("/finance?money=live&period=month").FindAll(".tiles .stat").Single(t => t.QuerySelector(".label")!.TextContent.Trim() == label);

        Assert.Contains("25\u00A0% of people's time not measured (1 of 4 stretches)", tile.QuerySelector(".note")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Tile_OfAWeeklyRate_SaysTheTrueNumberOfWeeks()
    {
        var tile = OpenFinance("/finance?money=live&period=month").FindAll(".tiles .stat").Single(t => t.TextContent.Contains("Innovation velocity", StringComparison.Ordinal));

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

        var tile = OpenFinance("/finance?money=live&period=month").FindAll(".tiles .stat").Single(t => t.TextContent.Contains("Return on investment", StringComparison.Ordinal));

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

        var series = Assert.Single(KpiSeries.Along(figure, KpiAxis.Pipeline, new FinanceView()));

        Assert.Equal(0, Assert.Single(series.Points, p => p.Category == "posts").Value);
    }

    [Fact]
    public void PointOfAChart_Clicked_OpensItsRows()
    {
        var page = OpenFinance("/finance?money=live&period=month");
        var waste = page.FindAll("figure.chart").Single(c => c.TextContent.Contains("Cost by class", StringComparison.Ordinal));

        // The second of October: 300,000 nano-dollars of an answer that could not be used.
        waste.QuerySelectorAll("button.figure").First(b => b.TextContent.Trim() == "$0.0003").Click();

        var rows = OpenRows();
        Assert.Equal("$0.0003", rows.Find(".stat .value").TextContent.Trim());
        Assert.Equal("Sum of 1 row", rows.Find(".stat .label").TextContent.Trim());
        Assert.Contains("equal to the sum", rows.FindAll(".stat .note")[1].TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai/gpt-4o", "$0.006", "6000000")]
    [InlineData("openai/gpt-4o-mini", "$0.00768", "7678600")]
    public void BarOfAModel_Clicked_OpensRowsThatSumToIt(string model, string text, string nanos)
    {
        var chart = OpenFinance("/finance?money=live&period=month").FindAll("figure.chart").Single(c => c.TextContent.Contains("Spend by model", StringComparison.Ordinal));
        Assert.Equal(["openai/gpt-4o-mini", "openai/gpt-4o"], chart.QuerySelectorAll("tbody th").Select(h => h.TextContent.Trim()));

        var row = chart.QuerySelectorAll("tbody tr").Single(r => r.QuerySelector("th")!.TextContent.Trim() == model);
        Assert.Equal(text, row.QuerySelector("button.figure")!.TextContent.Trim());
        row.QuerySelector("button.figure")!.Click();

        var rows = OpenRows();
        Assert.Equal(nanos, rows.Find("[data-total]").GetAttribute("data-total"));
        Assert.Contains("equal to the sum", rows.FindAll(".stat .note")[1].TextContent, StringComparison.Ordinal);
        Assert.Contains($"model {model}", rows.Markup, StringComparison.Ordinal);
    }

    // The tool, people and fixed costs, which are most of it: as a bar they would leave nothing to be seen of the models.
    [Fact]
    public void SpendByModel_SaysWhatIsOfNoneAndOpensItsRows()
    {
        var panel = OpenFinance("/finance?money=live&period=month").FindAll("section").Single(s => s.QuerySelector("h2")?.TextContent == "Spend by model");

        var link = panel.QuerySelector("p a")!;
        Assert.Equal("$18.50", link.TextContent);
        Services.GetRequiredService<NavigationManager>().NavigateTo(link.GetAttribute("href")!);
        var rows = OpenRows();
        Assert.Equal("18500050000", rows.Find("[data-total]").GetAttribute("data-total"));
        Assert.Contains("of no model", rows.Markup, StringComparison.Ordinal);
    }

    // Twelve models more, each dearer than the one before, make ten bars, and two of them with the two there are make one.
    [Fact]
    public async Task BarsOfModels_MoreThanTen_EndInOneOfAllOthersThatOpensTheirRows()
    {
        var more = new FinanceRows();
        var run = more.Run(more.Version(more.Pipeline("many", "research", FinanceScenario.From), 1, FinanceScenario.From), MoneyMode.Live, "research", FinanceScenario.From, RunState.Succeeded, FinanceScenario.From.AddHours(1));
        var step = more.Step(run, "facts");
        for (var i = 1; i <= 12; i++) more.Call(run, step, FinanceScenario.From.AddMinutes(i), i * 1_000_000_000L, ordinal: i, model: $"model-{i:00}", provider: "router");
        await using (var db = Database.Open()) await more.SaveAsync(db);

        var chart = OpenFinance("/finance?money=live&period=month").FindAll("figure.chart").Single(c => c.TextContent.Contains("Spend by model", StringComparison.Ordinal));
        var bars = chart.QuerySelectorAll("tbody tr");

        Assert.Equal(
            [.. Enumerable.Range(3, 10).Reverse().Select(i => $"router/model-{i:00}"), "others (4)"],
            bars.Select(r => r.QuerySelector("th")!.TextContent.Trim()));
        bars[^1].QuerySelector("button.figure")!.Click();
        var rows = OpenRows();
        // Two of the new ones, 1 + 2 dollars, and the two there were.
        Assert.Equal("3013678600", rows.Find("[data-total]").GetAttribute("data-total"));
        Assert.Contains("equal to the sum", rows.FindAll(".stat .note")[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void RowsOfPeoplesTime_SayWhoseHowLongAtWhatRateAndWhen()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/finance/rows?name=spend&money=live&from=2026-10-01T00:00:00Z&to=2026-11-01T00:00:00Z&kind=labour");

        var first = OpenRows().FindAll("tbody tr").Single(r => r.TextContent.Contains("rework", StringComparison.Ordinal));

        Assert.Contains("5 min of grace, rework, at 60 USD per hour", first.TextContent, StringComparison.Ordinal);
        Assert.Contains("2026-10-02 08:50:00 UTC", first.TextContent, StringComparison.Ordinal);
        Assert.Contains(first.QuerySelectorAll("a"), a => a.GetAttribute("href")!.StartsWith("/outputs/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    public void EveryFigure_Opened_ShowsRowsThatSumToIt(int month)
    {
        var table = HandTable.Of(month);
        foreach (var figure in Figures(OpenFinance(AddressOf(table))))
        {
            Services.GetRequiredService<NavigationManager>().NavigateTo(figure.Href);
            var rows = OpenRows();
            var total = decimal.Parse(rows.Find("[data-total]").GetAttribute("data-total")!, CultureInfo.InvariantCulture);

            Assert.Equal((figure.Name, table.Figures.Single(f => f.Name == figure.Name).Numerator), (figure.Name, total));
            Assert.Contains("equal to the sum", rows.FindAll(".stat .note")[1].TextContent, StringComparison.Ordinal);
        }
    }

    // The retried call of $0.003, and what it was charged a second time.
    [Fact]
    public void Open_CutByAModel_NarrowsCostItsRowsAndTheWayBack()
    {
        var page = OpenFinance("/finance?money=live&period=month&model=gpt-4o");
        var spend = Figures(page).Single(f => f.Name == "spend");

        Assert.Equal("$0.006", spend.Text);
        Assert.Contains("cost and calls only", page.Find(".go-notice").TextContent, StringComparison.Ordinal);
        Services.GetRequiredService<NavigationManager>().NavigateTo(spend.Href);
        var rows = OpenRows();
        Assert.Equal("6000000", rows.Find("[data-total]").GetAttribute("data-total"));
        Assert.Contains("model gpt-4o", rows.Markup, StringComparison.Ordinal);
        Assert.Contains(rows.FindAll("a"), a => a.GetAttribute("href") == "/finance?money=live&period=month&model=gpt-4o");
    }

    [Fact]
    public void Rows_OfAnAddressThatDoesNotSayWhereItCameFrom_LeadBackToTheSameMoneyDaysAndCuts()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(
            "/finance/rows?name=spend&money=live&from=2026-10-01T00:00:00Z&to=2026-11-01T00:00:00Z&model=gpt-4o");

        Assert.Contains(OpenRows().FindAll("a"), a => a.GetAttribute("href") == "/finance?money=live&from=2026-10-01&to=2026-10-31&model=gpt-4o");
    }

    [Fact]
    public void Open_CutByAVersion_IsOfItAlone()
    {
        var all = Figures(OpenFinance("/finance?money=live&period=month&pipeline=posts")).Single(f => f.Name == "accepted-outputs");
        var first = Figures(OpenFinance("/finance?money=live&period=month&pipeline=posts&version=1")).Single(f => f.Name == "accepted-outputs");

        Assert.Equal(("3", "2"), (all.Text, first.Text));
    }

    [Fact]
    public async Task Filters_OnceSumsAreMade_OfferWhatThereIsToCutBy()
    {
        await new RollupKeeper(
            Database.Contexts, Services.GetRequiredService<ReportingCalendar>(), Services.GetRequiredService<TimeProvider>(), NullLogger<RollupKeeper>.Instance).CatchUpAsync(CancellationToken.None);

        var page = OpenFinance("/finance?money=live&period=month&pipeline=posts");

        string[] Offered(string label) =>
            [.. page.FindAll(".filter").Single(f => f.QuerySelector("label")!.TextContent == label).QuerySelectorAll("option").Skip(1).Select(o => o.TextContent)];
        Assert.Equal(["v2", "v1"], Offered("Version"));
        Assert.Equal(["accounting", "logistics", "marketing"], Offered("Cost centre"));
        Assert.Contains("gpt-4o", Offered("Model"));
        Assert.Contains("openai", Offered("Provider"));
        Assert.Equal(["Small", "Standard", "Frontier", "Image"], Offered("Tier"));
        page.FindAll(".filter").Single(f => f.QuerySelector("label")!.TextContent == "Model").QuerySelector("select")!.Change("gpt-4o");
        Assert.EndsWith("/finance?money=live&period=month&pipeline=posts&model=gpt-4o", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_AsKnownOn_PinTheDaysShownAndLeadToRowsAndBack()
    {
        await new RollupKeeper(
            Database.Contexts, Services.GetRequiredService<ReportingCalendar>(), Services.GetRequiredService<TimeProvider>(), NullLogger<RollupKeeper>.Instance).CatchUpAsync(CancellationToken.None);
        var page = OpenFinance("/finance?money=live&period=month");
        var all = Figures(page).Single(f => f.Name == "spend").Text;

        page.FindAll("label.field").Single(f => f.TextContent.Contains("As known on", StringComparison.Ordinal)).QuerySelector("input")!.Change("2026-10-10");
        var address = Services.GetRequiredService<NavigationManager>().Uri;
        Assert.EndsWith("/finance?money=live&from=2026-10-01&to=2026-10-31&known=2026-10-10", address, StringComparison.Ordinal);
        var pinned = OpenFinance(new Uri(address).PathAndQuery);
        var spend = Figures(pinned).Single(f => f.Name == "spend");

        Assert.NotEqual(all, spend.Text);
        Assert.Contains("at the end of 10 Oct 2026", pinned.Find(".go-notice").TextContent, StringComparison.Ordinal);
        Services.GetRequiredService<NavigationManager>().NavigateTo(spend.Href);
        var rows = OpenRows();
        Assert.Contains("as known on 10 Oct 2026", rows.Markup, StringComparison.Ordinal);
        Assert.Contains("equal to the sum", rows.FindAll(".stat .note")[1].TextContent, StringComparison.Ordinal);
        Assert.Contains(rows.FindAll("a"), a => a.GetAttribute("href") == "/finance?money=live&from=2026-10-01&to=2026-10-31&known=2026-10-10");
    }

    [Fact]
    public void Open_CutByWhatHasNothing_LeadsBackToAllOfIt()
    {
        var page = OpenFinance("/finance?money=live&from=2026-07-01&to=2026-07-31&centre=nobody");

        Assert.Contains(page.FindAll(".empty a"), a => a.GetAttribute("href") == "/finance?money=live&from=2026-07-01&to=2026-07-31");
    }

    [Fact]
    public void PeriodWithoutAnything_SaysWhatToDoNext()
    {
        var page = OpenFinance("/finance?money=live&from=2026-07-01&to=2026-07-31");

        Assert.Contains("Nothing in this period", page.Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.Contains(page.FindAll(".empty a"), a => a.TextContent == "Show the sandbox");
    }

    [Theory]
    [InlineData("/finance?pipeline=nobody", "There is no pipeline nobody")]
    [InlineData("/finance?from=2026-10-02&to=2026-10-01", "The last day is before the first")]
    public void AddressThatCannotBe_ShowsWhatIsWrong(string address, string text) =>
        Assert.Contains(text, OpenFinance(address).Find("[role=alert]").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Filters_Chosen_StandInTheAddress()
    {
        var page = OpenFinance("/finance?money=live&period=month");

        page.FindAll("label.field").Single(f => f.TextContent.Contains("Pipeline", StringComparison.Ordinal)).QuerySelector("select")!.Change("posts");

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

    private static string AddressOf(HandTable table) =>
        FormattableString.Invariant($"/finance?money=live&from={table.From:yyyy-MM-dd}&to={table.To.AddDays(-1):yyyy-MM-dd}");

    /// <summary>All figures of the page: those on tiles, and those in the table below.</summary>
    private static List<(string Name, string Text, string Href)> Figures(IRenderedComponent<FinancePage> page) =>
    [
        .. page.FindAll(".tiles .stat .value a").Select(a => (a.GetAttribute("href")!, a.TextContent.Trim()))
            .Concat(page.FindAll("tbody tr").Where(row => row.QuerySelector("td a[href^='/finance/rows']") is not null && row.QuerySelector("details") is not null)
                .Select(row => (row.QuerySelector("a")!.GetAttribute("href")!, row.QuerySelectorAll("td")[1].TextContent.Trim())))
            .Select(f => (HttpUtility.ParseQueryString(f.Item1.Split('?')[1])["name"]!, f.Item2, f.Item1)),
    ];
}
