using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Ledger;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines;
using GenOps.Core.Runs;
using GenOps.Testing;
using GenOps.Testing.Finance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Analytics;

/// <summary>A month's fixed cost lies on its days, and the company's on its pipelines by the direct cost of the month.</summary>
public abstract class FixedCostShareTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly Actor Finance = new(Guid.CreateVersion7(), "Fay", new HashSet<string> { Roles.Finance });
    private static readonly ReportingCalendar Berlin = ReportingCalendar.From("Europe/Berlin");
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 12, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly FinanceRows _rows = new();
    private Pipeline _posts = null!;
    private Pipeline _invoices = null!;

    // November has 30 days. Direct cost: posts $3, invoices $1. Fixed: the company's $300, invoices' own $60; in October the same.
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _posts = _rows.Pipeline("posts", "marketing", Day(10, 1));
        _invoices = _rows.Pipeline("invoices", "accounting", Day(10, 1));
        Spend(_posts, Day(11, 3), 3_000_000_000);
        Spend(_invoices, Day(11, 20), 1_000_000_000);
        await using (var db = Open()) await _rows.SaveAsync(db);
        await StateAsync(null, 300);
        await StateAsync(_invoices.Id, 60);
        await new PostFixedCosts(Database.Contexts, _clock, Berlin).ExecuteAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(1, 11, 120_000_000_000)]
    [InlineData(11, 21, 120_000_000_000)]
    [InlineData(30, 31, 12_000_000_000)]
    [InlineData(1, 31, 360_000_000_000)]
    public async Task ComputeAsync_SomeDaysOfTheMonth_HoldTheirPartOfIt(int from, int to, long nanos) =>
        Assert.Equal(nanos, await FixedAsync(November(from, to)));

    // Posts: 3/4 of $300. Invoices: 1/4 of it, and its own $60 whole.
    [Fact]
    public async Task ComputeAsync_APipeline_BearsItsShareByDirectCostAndItsOwnWhole()
    {
        Assert.Equal(225_000_000_000m, await FixedAsync(November() with { Pipeline = _posts.Id }));
        Assert.Equal(135_000_000_000m, await FixedAsync(November() with { Pipeline = _invoices.Id }));
        Assert.Equal(75_000_000_000m, await FixedAsync(November(1, 11) with { Pipeline = _posts.Id }));
        Assert.Equal(225_000_000_000m, await FixedAsync(November() with { CostCentre = "marketing" }));
        var spend = await FigureAsync("spend", November() with { Pipeline = _posts.Id });
        Assert.Contains("share", spend.Explanation, StringComparison.Ordinal);
        Assert.Contains("direct cost", spend.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ComputeAsync_ByPipeline_IsWhatEachPipelinesFilterShows()
    {
        var parts = (await FigureAsync("spend", November())).By(KpiAxis.Pipeline).ToDictionary(p => p.Labels[0], p => p.Numerator);

        Assert.Equal(["invoices", "posts"], parts.Keys.Order());
        Assert.Equal(228_000_000_000m, parts["posts"]);
        Assert.Equal(136_000_000_000m, parts["invoices"]);
    }

    // Thirds of a day of $10 do not come out even: 3,333,333,334 + 3,333,333,333 + 3,333,333,333.
    [Fact]
    public async Task ComputeAsync_SharesThatDoNotComeOutEven_SumToTheLastNano()
    {
        var rows = new FinanceRows();
        var third = rows.Pipeline("third", "", Day(10, 1));
        Spend(_invoices, Day(11, 21), 2_000_000_000, rows);
        Spend(third, Day(11, 5), 3_000_000_000, rows);
        await using (var db = Open()) await rows.SaveAsync(db);

        var parts = (await FigureAsync("spend", November(2, 3))).By(KpiAxis.Pipeline).ToDictionary(p => p.Labels[0], p => p.Numerator);

        Assert.Equal(12_000_000_000m, parts.Values.Sum());
        Assert.Equal(
            [3_333_333_333m, 3_333_333_333m, 3_333_333_334m],
            new[] { parts["posts"], parts["third"], parts["invoices"] - 2_000_000_000 }.Order());
    }

    [Fact]
    public async Task ComputeAsync_MonthWithoutDirectCost_LeavesTheCompanysCostWithNoPipeline()
    {
        var october = new AnalyticsFilter { Money = MoneyMode.Live, From = Berlin.StartOf(new(2026, 10, 1)), To = Berlin.StartOf(new(2026, 11, 1)) };

        var parts = (await FigureAsync("spend", october)).By(KpiAxis.Pipeline);

        Assert.Equal(["invoices 60000000000", "no pipeline 300000000000"], parts.Select(p => $"{p.Labels[0]} {p.Numerator:0}"));
    }

    [Fact]
    public async Task RowsAsync_OfAPipelinesShare_SumToItAndNameTheKey()
    {
        var filter = November(1, 11) with { Pipeline = _posts.Id };
        var figure = await FigureAsync("spend", filter);

        var page = await Catalogue.RowsAsync(Actor.System, "spend", filter, new KpiSlice { Kind = CostKind.Fixed }, 0, 100, CancellationToken.None);

        Assert.Equal(75_000_000_000m, page.Total);
        Assert.Equal((10L, 75_000_000_000m), (page.Count, page.Rows.Sum(r => r.Amount)));
        Assert.Equal(10, page.Rows.Select(r => r.Id).Distinct().Count());
        Assert.All(page.Rows, r => Assert.Contains("75 %", r.Label, StringComparison.Ordinal));
        Assert.Equal(figure.Numerator.Rows, 11);
    }

    [Fact]
    public async Task ComputeAsync_WholeMonth_IsTheLedgerOfIt()
    {
        await using var db = Open();
        var filter = November();
        var ledger = await db.LedgerEntries.Where(e => e.ChargedAt >= filter.From && e.ChargedAt < filter.To).SumAsync(e => e.Amount.Nanos);

        Assert.Equal(364_000_000_000, ledger);
        Assert.Equal(ledger, (await FigureAsync("spend", filter)).Numerator.Amount);
        foreach (var part in new[] { filter, November(3, 17), filter with { Pipeline = _posts.Id }, filter with { CostCentre = "accounting" } })
            Assert.Equal("$0.00", (await FigureAsync("ledger-difference", part)).Value.Text);
    }

    private KpiCatalogue Catalogue => new(Database.Contexts, _clock, Berlin);

    private static DateTime Day(int month, int day) => new(2026, month, day, 12, 0, 0, DateTimeKind.Utc);

    private static AnalyticsFilter November(int from = 1, int to = 31) => new()
    {
        Money = MoneyMode.Live,
        From = Berlin.StartOf(new DateOnly(2026, 11, 1).AddDays(from - 1)),
        To = Berlin.StartOf(new DateOnly(2026, 11, 1).AddDays(to - 1)),
    };

    private async Task<decimal> FixedAsync(AnalyticsFilter filter) =>
        (await FigureAsync("spend", filter)).By(KpiAxis.Kind).Single(p => p.Labels[0] == "fixed").Numerator;

    private Task<KpiFigure> FigureAsync(string name, AnalyticsFilter filter) => Catalogue.ComputeAsync(Actor.System, name, filter, CancellationToken.None);

    private Task<AssumptionId> StateAsync(PipelineId? pipeline, decimal dollars) => new StateAssumption(Database.Runner(_clock)).ExecuteAsync(
        Finance,
        new StateAssumptionRequest
        {
            Key = AssumptionKeys.FixedMonthly,
            Value = dollars,
            PipelineId = pipeline,
            ValidFrom = Berlin.StartOf(new DateOnly(2026, 10, 1)),
        },
        CancellationToken.None);

    private void Spend(Pipeline pipeline, DateTime at, long nanos, FinanceRows? into = null)
    {
        var rows = into ?? _rows;
        var version = rows.Version(pipeline, at.Day, at);
        var run = rows.Run(version, MoneyMode.Live, pipeline.CostCentre, at, RunState.Succeeded, at.AddHours(1));
        rows.Call(run, rows.Step(run, "facts"), at, nanos);
        rows.Output(run, OutputState.Approved, at, at.AddHours(1), byPerson: false);
    }
}

public sealed class FixedCostShareTestsOnSqlite() : FixedCostShareTests(DatabaseKind.Sqlite);

public sealed class FixedCostShareTestsOnPostgres() : FixedCostShareTests(DatabaseKind.Postgres);
