using System.Globalization;
using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Data;
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

    [Fact]
    public async Task Kpis_October_AreTheHandTableAndEachSumsItsRows()
    {
        var client = _host.CommandLine();

        var kpis = (await client.GetAsync($"/api/v1/kpis?{October}").JsonAsync())["kpis"]!.AsArray();

        Assert.Equal(
            OctoberTable.Figures.Select(f => (f.Name, f.Text, f.Numerator)),
            kpis.Select(k => ((string)k!["name"]!, (string)k["text"]!, Amount(k["numerator"]!)!.Value)));
        foreach (var expected in OctoberTable.Figures)
        {
            Assert.Equal((expected.Name, expected.Numerator), (expected.Name, await SumOfRowsAsync(client, expected.Name, "numerator")));
            if (expected.Denominator is { } denominator)
            {
                var told = Amount(kpis.Single(k => (string?)k!["name"] == expected.Name)!["denominator"]!);
                Assert.Equal((expected.Name, denominator), (expected.Name, told));
                Assert.Equal((expected.Name, denominator), (expected.Name, await SumOfRowsAsync(client, expected.Name, "denominator")));
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
    public async Task Kpi_Unknown_NamesThoseThereAre()
    {
        var problem = await _host.CommandLine().GetAsync($"/api/v1/kpis/cost?{October}").ProblemAsync(404);

        Assert.Contains("cost-per-output", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kpis_OfTheSandbox_HoldNothingLive()
    {
        var kpis = (await _host.CommandLine().GetAsync("/api/v1/kpis?from=2026-10-01&to=2026-11-01&money=sandbox").JsonAsync())["kpis"]!.AsArray();

        Assert.Equal(2_123_457_789m, Amount(kpis.Single(k => (string?)k!["name"] == "spend")!["numerator"]!));
    }

    [Fact]
    public async Task LedgerCsv_OfOctober_AddsUpToTheSpend()
    {
        using var answer = await _host.CommandLine().GetAsync($"/api/v1/ledger.csv?{October}");
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        var column = Array.IndexOf(lines[0].Split(','), "amount_nano_usd");
        Assert.Equal(18_513_728_600m, lines.Skip(1).Sum(line => decimal.Parse(line.Split(',')[column], CultureInfo.InvariantCulture)));
        Assert.DoesNotContain(lines.Skip(1), line => line.Contains("sandbox", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LedgerCsv_ForAReviewer_IsForbidden() =>
        await (await _host.WithRoleAsync(Roles.Reviewer)).GetAsync("/api/v1/ledger.csv").ProblemAsync(403);

    /// <summary>All pages of a drill-down, added up here; a small page, so that there is more than one.</summary>
    private static async Task<decimal> SumOfRowsAsync(HttpClient client, string name, string part)
    {
        var (sum, read) = (0m, 0);
        while (true)
        {
            var page = await client.GetAsync($"/api/v1/kpis/{name}/rows?{October}&part={part}&limit=10&skip={read}").JsonAsync();
            var rows = page["rows"]!.AsArray();
            sum += rows.Sum(r => Amount(r!)!.Value);
            read += rows.Count;
            if (read >= (int)page["count"]!) return sum;
        }
    }

    private static decimal? Amount(JsonNode of) => of["amount"]?.GetValue<decimal>();
}
