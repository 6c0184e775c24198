using System.Globalization;
using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Analytics.Reconciliation;
using GenOps.Core.Data;
using GenOps.Core.Ledger;
using GenOps.Testing.Finance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Endpoints;

/// <summary>The figures of the month worked out by hand, as the API tells them.</summary>
public sealed class KpiEndpointsTests : IAsyncLifetime
{
    private const string October = "from=2026-10-01T00:00:00Z&to=2026-11-01T00:00:00Z&money=live";
    private readonly ApiHost _host = new();

    public async Task InitializeAsync()
    {
        await _host.InitializeAsync();
        await using var db = await _host.Services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>().CreateDbContextAsync();
        await new FinanceScenario().SaveAsync(db);
    }

    public Task DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    public async Task Kpis_OfAMonth_AreTheHandTableAndTheirRowsSumToThem(int month)
    {
        var table = HandTable.Of(month);
        var period = FormattableString.Invariant($"from={table.From:O}&to={table.To:O}&money=live");
        var client = _host.CommandLine();

        var kpis = (await client.GetAsync($"/api/v1/kpis?{period}").JsonAsync())["kpis"]!.AsArray();

        Assert.Equal(
            table.Figures.Select(f => (f.Name, f.Text, f.Numerator)),
            kpis.Select(k => ((string)k!["name"]!, (string)k["text"]!, Amount(k["numerator"]!)!.Value)));
        foreach (var expected in table.Figures)
        {
            Assert.Equal((expected.Name, expected.Numerator), (expected.Name, await SumOfRowsAsync(client, period, expected.Name, "numerator")));
            if (expected.Denominator is { } denominator)
            {
                var told = Amount(kpis.Single(k => (string?)k!["name"] == expected.Name)!["denominator"]!);
                Assert.Equal((expected.Name, denominator), (expected.Name, told));
                Assert.Equal((expected.Name, denominator), (expected.Name, await SumOfRowsAsync(client, period, expected.Name, "denominator")));
            }
        }
    }

    [Fact]
    public async Task Kpi_ByItsName_IsThatOneAlone()
    {
        var kpis = (await _host.CommandLine().GetAsync($"/api/v1/kpis/cost-per-output?{October}").JsonAsync())["kpis"]!.AsArray();

        var only = Assert.Single(kpis);
        Assert.Equal(("cost-per-output", "$3.70"), ((string)only!["name"]!, (string)only["text"]!));
    }

    [Fact]
    public async Task Kpi_SpendAlone_HasPartsByModelThatOpenIntoTheirRows()
    {
        var client = _host.CommandLine();

        var parts = (await client.GetAsync($"/api/v1/kpis/spend?{October}").JsonAsync())["kpis"]![0]!["parts"]!["model"]!.AsArray();

        Assert.Equal(
            [("no model", "none", 18_500_050_000m), ("openai/gpt-4o", "openai/gpt-4o", 6_000_000m), ("openai/gpt-4o-mini", "openai/gpt-4o-mini", 7_678_600m)],
            parts.Select(p => ((string)p!["label"]!, (string)p["ofModel"]!, (decimal)p["numerator"]!)));
        foreach (var part in parts)
        {
            var page = await client.GetAsync($"/api/v1/kpis/spend/rows?{October}&ofModel={part!["ofModel"]}&limit=1000").JsonAsync();
            Assert.Equal((decimal)part["numerator"]!, page["rows"]!.AsArray().Sum(r => Amount(r!)!.Value));
        }
    }

    [Fact]
    public async Task Kpis_AllOfThem_AreNotKeptApartByModel()
    {
        var kpis = (await _host.CommandLine().GetAsync($"/api/v1/kpis?{October}").JsonAsync())["kpis"]!.AsArray();

        Assert.All(kpis, k => Assert.Null(k!["parts"]!["model"]));
    }

    [Theory]
    [InlineData("spend", "ofModel=gpt-4o", "no model with its provider")]
    [InlineData("cost-per-output", "ofModel=none", "cannot be taken apart that way")]
    [InlineData("spend", "ofModel=openai/gpt-4o&provider=azure", "of another model than the filter")]
    public async Task KpiRows_ModelThatCannotBe_NamesTheField(string name, string part, string words)
    {
        var problem = await _host.CommandLine().GetAsync($"/api/v1/kpis/{name}/rows?{October}&{part}").ProblemAsync(400);

        var error = Assert.Single(problem["errors"]!.AsArray())!;
        Assert.Equal("ofModel", (string?)error["field"]);
        Assert.Contains(words, (string?)error["problem"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kpi_Unknown_NamesThoseThereAre()
    {
        var problem = await _host.CommandLine().GetAsync($"/api/v1/kpis/cost?{October}").ProblemAsync(404);

        Assert.Contains("cost-per-output", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kpi_KnownOnADay_IsOfWhatWasRecordedByItsEndAndSaysSo()
    {
        await using var db = await _host.Services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>().CreateDbContextAsync();
        // Rows of October that came today are told as of October only by sums made anew.
        await db.RollupStates.ExecuteUpdateAsync(s => s.SetProperty(x => x.Zone, "none"));
        await CatchUpAsync();

        var report = await _host.CommandLine().GetAsync($"/api/v1/kpis/spend?{October}&known=2026-10-10").JsonAsync();
        var rows = await _host.CommandLine().GetAsync($"/api/v1/kpis/spend/rows?{October}&known=2026-10-10").JsonAsync();

        var end = _host.Services.GetRequiredService<ReportingCalendar>().StartOf(new DateOnly(2026, 10, 11));
        var known = (await db.LedgerEntries.Where(e => e.Money == MoneyMode.Live && e.ChargedAt >= FinanceScenario.From && e.ChargedAt < FinanceScenario.To && e.RecordedAt < end).ToListAsync())
            .Sum(e => e.Amount.Nanos);
        Assert.InRange(known, 1, 18_513_728_599);
        Assert.Equal((known, "2026-10-10"), (Amount(report["kpis"]![0]!["numerator"]!), (string?)report["known"]));
        Assert.Equal(known, rows["rows"]!.AsArray().Sum(r => Amount(r!)!.Value));
    }

    [Theory]
    [InlineData("2026-13-01", "is no day")]
    [InlineData("2199-01-01", "is not over")]
    public async Task Kpi_KnownOnADayThatCannotBe_SaysWhy(string day, string why)
    {
        await CatchUpAsync();

        var problem = await _host.CommandLine().GetAsync($"/api/v1/kpis/spend?{October}&known={day}").ProblemAsync(400);

        Assert.Contains(why, problem.ToJsonString(), StringComparison.Ordinal);
    }

    // Of posts v2 the models and the tool; the frontier's one call was charged twice.
    [Theory]
    [InlineData("pipeline=posts&version=2", 7_740_000)]
    [InlineData("tier=frontier", 6_000_000)]
    [InlineData("costCentre=accounting", 2_747_945_341)]
    public async Task Kpi_CutByAFilter_IsTheHandSumAsItsRowsAre(string filter, long nanos)
    {
        var report = await _host.CommandLine().GetAsync($"/api/v1/kpis/spend?{October}&{filter}").JsonAsync();
        var rows = await _host.CommandLine().GetAsync($"/api/v1/kpis/spend/rows?{October}&{filter}&limit=1000").JsonAsync();

        Assert.Equal(nanos, Amount(report["kpis"]![0]!["numerator"]!));
        Assert.Equal(nanos, rows["rows"]!.AsArray().Sum(r => Amount(r!)!.Value));
    }

    [Theory]
    [InlineData("version=2", "version", "without its pipeline")]
    [InlineData("pipeline=posts&version=7", "version", "Choose 2, 1.")]
    [InlineData("pipeline=posts&version=x", "version", "Choose 2, 1.")]
    [InlineData("tier=huge", "tier", "Choose small, standard, frontier, image.")]
    public async Task Kpi_CutThatCannotBe_NamesTheFieldAndTheCure(string filter, string field, string words)
    {
        var problem = await _host.CommandLine().GetAsync($"/api/v1/kpis/spend?{October}&{filter}").ProblemAsync(400);

        var error = Assert.Single(problem["errors"]!.AsArray())!;
        Assert.Equal(field, (string?)error["field"]);
        Assert.Contains(words, $"{error["problem"]} {error["cure"]}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kpis_OfTheSandbox_HoldNothingLive()
    {
        var kpis = (await _host.CommandLine().GetAsync("/api/v1/kpis?from=2026-10-01&to=2026-11-01&money=sandbox").JsonAsync())["kpis"]!.AsArray();

        Assert.Equal(2_123_457_789m, Amount(kpis.Single(k => (string?)k!["name"] == "spend")!["numerator"]!));
    }

    [Fact]
    public async Task Reconciliation_OfOneMoney_TellsItsMonthsWithTheThreeSums()
    {
        await using (var db = await _host.Services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>().CreateDbContextAsync())
        {
            foreach (var money in Enum.GetValues<MoneyMode>())
            {
                db.Add(new ReconciledMonth
                {
                    Money = money,
                    Month = new DateOnly(2026, 10, 1).DayNumber,
                    CheckedAt = FinanceScenario.From,
                    SummedNanos = 5,
                    BookedNanos = 4,
                    BookedOfCallsNanos = 3,
                    CallsNanos = 3,
                    Differences = 1,
                    DifferenceNanos = 1,
                    Details = ReconciledMonth.Write([new DifferenceGroup(DifferenceSort.SumsAndLedger, 1, [new ReconciliationDifference("A day.", 1, KpiUnit.NanoUsd) { Day = new DateOnly(2026, 10, 3) }])]),
                });
            }

            await db.SaveChangesAsync();
        }

        var report = await _host.CommandLine().GetAsync("/api/v1/reconciliation?money=sandbox").JsonAsync();

        Assert.Equal("sandbox", (string?)report["money"]);
        var month = Assert.Single(report["months"]!.AsArray())!;
        Assert.Equal(("2026-10-01", 5, 4, 3, 3, "by $0.000000001"), ((string)month["month"]!, (long)month["sumsNanoUsd"]!, (long)month["ledgerNanoUsd"]!, (long)month["ledgerOfCallsNanoUsd"]!, (long)month["callsNanoUsd"]!, (string)month["differsBy"]!));
        Assert.Equal("sumsAndLedger", (string?)month["differences"]![0]!["sort"], ignoreCase: true);
        Assert.Equal("2026-10-03", (string?)month["differences"]![0]!["first"]![0]!["day"]);
    }

    [Fact]
    public async Task LedgerCsv_OfOctober_AddsUpToTheSpend()
    {
        using var answer = await _host.CommandLine().GetAsync($"/api/v1/ledger.csv?{October}");
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(18_513_728_600m, SumOf(text));
        Assert.DoesNotContain("sandbox", text, StringComparison.Ordinal);
    }

    // The company's fixed cost is an entry of no pipeline and no cost centre: of the invoices' $0.5 alone is in it.
    [Theory]
    [InlineData("pipeline=posts&version=2", 7_740_000)]
    [InlineData("tier=frontier", 6_000_000)]
    [InlineData("model=gpt-4o", 6_000_000)]
    [InlineData("costCentre=accounting", 1_500_038_600)]
    public async Task Ledger_CutByAFilter_IsTheHandSumInListAndFile(string filter, long nanos)
    {
        var list = await _host.CommandLine().GetAsync($"/api/v1/ledger?{October}&{filter}").JsonAsync();
        using var file = await _host.CommandLine().GetAsync($"/api/v1/ledger.csv?{October}&{filter}");

        Assert.Equal(nanos, (long)list["sumNanoUsd"]!);
        Assert.Equal(nanos, SumOf(await file.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("/api/v1/ledger")]
    [InlineData("/api/v1/ledger.csv")]
    public async Task Ledger_OfAVersionThatIsNotThere_NamesTheField(string path)
    {
        var problem = await _host.CommandLine().GetAsync($"{path}?{October}&pipeline=posts&version=7").ProblemAsync(400);

        Assert.Equal("version", (string?)problem["errors"]![0]!["field"]);
    }

    [Fact]
    public async Task LedgerCsv_ForAReviewer_IsForbidden() =>
        await (await _host.WithRoleAsync(Roles.Reviewer)).GetAsync("/api/v1/ledger.csv").ProblemAsync(403);

    private async Task CatchUpAsync()
    {
        using var keeper = ActivatorUtilities.CreateInstance<RollupKeeper>(_host.Services);
        await keeper.CatchUpAsync(CancellationToken.None);
    }

    /// <summary>All pages of a drill-down, added up here; a small page, so that there is more than one.</summary>
    private static async Task<decimal> SumOfRowsAsync(HttpClient client, string period, string name, string part)
    {
        var (sum, read) = (0m, 0);
        while (true)
        {
            var page = await client.GetAsync($"/api/v1/kpis/{name}/rows?{period}&part={part}&limit=10&skip={read}").JsonAsync();
            var rows = page["rows"]!.AsArray();
            sum += rows.Sum(r => Amount(r!)!.Value);
            read += rows.Count;
            if (read >= (int)page["count"]!) return sum;
        }
    }

    private static decimal SumOf(string csv)
    {
        var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var column = Array.IndexOf(lines[0].Split(','), "amount_nano_usd");
        return lines.Skip(1).Sum(line => decimal.Parse(line.Split(',')[column], CultureInfo.InvariantCulture));
    }

    private static decimal? Amount(JsonNode of) => of["amount"]?.GetValue<decimal>();
}
