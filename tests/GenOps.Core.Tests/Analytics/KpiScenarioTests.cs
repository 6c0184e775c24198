using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Ledger;
using GenOps.Testing;
using GenOps.Testing.Finance;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Analytics;

/// <summary>The figures of <see cref="FinanceScenario"/> as worked out by hand, on both databases, from rows and from sums.</summary>
public abstract class KpiScenarioTests(DatabaseKind kind, bool fromSums) : DatabaseTest(kind)
{
    private readonly FinanceScenario _scenario = new();
    private KpiCatalogue _catalogue = null!;

    private static AnalyticsFilter October => new() { Money = MoneyMode.Live, From = FinanceScenario.From, To = FinanceScenario.To };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await using var db = Open();
        await _scenario.SaveAsync(db);
        var (clock, calendar) = (new FakeTimeProvider(new DateTimeOffset(2026, 11, 10, 0, 0, 0, TimeSpan.Zero)), ReportingCalendar.From(null));
        if (fromSums) await new RollupKeeper(Database.Contexts, calendar, clock, NullLogger<RollupKeeper>.Instance).CatchUpAsync(CancellationToken.None);
        _catalogue = new KpiCatalogue(Database.Contexts, clock, calendar);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    public async Task EveryFigure_OfAMonth_IsTheHandTable(int month)
    {
        var table = HandTable.Of(month);
        var period = new AnalyticsFilter { Money = MoneyMode.Live, From = table.From, To = table.To };

        var figures = await _catalogue.ComputeAsync(Actor.System, [.. KpiCatalogue.All.Select(k => k.Name)], period, CancellationToken.None);

        Assert.Equal(
            table.Figures.Select(f => (f.Name, f.Text, f.Numerator)),
            figures.Select(f => (f.Definition.Name, f.Value.Text, f.Numerator.Amount)));
        foreach (var (expected, figure) in table.Figures.Zip(figures).Where(pair => pair.First.Denominator is not null))
            Assert.Equal((expected.Name, expected.Denominator), (figure.Definition.Name, figure.Denominator?.Amount));
    }

    // Model 13,678,600 + tool 50,000 + labour 8 × 10⁹ + fixed 10.5 × 10⁹ = 18,513,728,600 nano-dollars.
    // Accepted in October: the edited post, the retried post, the one across the begin, invoices 1 and 3 = 5.
    [Fact]
    public async Task CostPerOutput_October_IsAllCostByAcceptedOutputs()
    {
        var figure = await FigureAsync("cost-per-output");

        Assert.Equal(18_513_728_600m, figure.Numerator.Amount);
        Assert.Equal(5m, figure.Denominator!.Amount);
        Assert.Equal(3_702_745_720m, figure.Value.Amount);
        Assert.Equal("$3.70", figure.Value.Text);
        Assert.Contains("$18.5137286", figure.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CostPerOutput_ByKind_PartitionsTheTotal()
    {
        var parts = (await FigureAsync("cost-per-output")).By(KpiAxis.Kind);

        Assert.Equal(["model", "tool", "labour", "fixed"], parts.Select(p => p.Labels[0]));
        Assert.Equal([13_678_600m, 50_000m, 8_000_000_000m, 10_500_000_000m], parts.Select(p => p.Numerator));
        Assert.Equal(3_702_745_720m, parts.Sum(p => p.Value.Amount));
    }

    // Production: 3,400,000 + 3,050,000 + 15,000 + fixed. Control: 850,600 + labour. Waste: 300,000 + 1,500,000
    // + 3,700,000 + 2,000 + 12,000 + 9,000. Pending: 890,000.
    [Fact]
    public async Task CostPerOutput_ByClass_FollowsPurposeAndOutcome()
    {
        var parts = (await FigureAsync("cost-per-output")).By(KpiAxis.Class);

        Assert.Equal(["production", "control", "waste", "pending"], parts.Select(p => p.Labels[0]));
        Assert.Equal([10_506_465_000m, 8_000_850_600m, 5_523_000m, 890_000m], parts.Select(p => p.Numerator));
        Assert.Equal(18_513_728_600m, parts.Sum(p => p.Numerator));
    }

    // The frontier's one call was charged twice; of no model are the tool, people and fixed cost: 50,000 + 8 × 10⁹ + 10.5 × 10⁹.
    [Fact]
    public async Task Spend_ByModel_PartitionsTheTotal()
    {
        var spend = await SpendAsync(October with { ByModel = true });
        var parts = spend.By(KpiAxis.Model);

        Assert.Equal(["no model", "openai/gpt-4o", "openai/gpt-4o-mini"], parts.Select(p => p.Labels[0]));
        Assert.Equal([18_500_050_000m, 6_000_000m, 7_678_600m], parts.Select(p => p.Numerator));
        foreach (var part in parts)
        {
            var rows = await _catalogue.RowsAsync(Actor.System, "spend", October, part.Slice, 0, KpiCatalogue.LargestPage, CancellationToken.None);
            Assert.Equal((part.Numerator, part.Numerator), (rows.Total, rows.Rows.Sum(r => r.Amount)));
        }
    }

    [Fact]
    public async Task Spend_ByDayAndModel_PartitionsTheTotal()
    {
        var parts = (await SpendAsync(October with { ByModel = true })).By(KpiAxis.Bucket, KpiAxis.Model);

        // The 12th: the older generation's call, the frontier's of both charges, and the tool with both fixed costs of the day.
        Assert.Equal(
            ["no model 338759677", "openai/gpt-4o 6000000", "openai/gpt-4o-mini 700000"],
            parts.Where(p => p.Labels[0] == "12 Oct").Select(p => $"{p.Labels[1]} {p.Numerator:0}"));
        Assert.Equal(18_513_728_600m, parts.Sum(p => p.Numerator));
    }

    [Fact]
    public async Task Spend_NotAskedForByModel_CannotBeTakenApartByIt()
    {
        var spend = await FigureAsync("spend");

        Assert.DoesNotContain(KpiAxis.Model, spend.Axes);
        Assert.Throws<ArgumentException>(() => spend.By(KpiAxis.Model));
    }

    // Direct cost: invoices 38,600 + $1 = 1,000,038,600 of 8,013,728,600; posts the rest. So of the company's $10, day by day,
    // invoices bear 5 × 40,255,057 + 26 × 40,255,056 = 1,247,906,741 and posts 8,752,093,259.
    // Invoices: 1,000,038,600 + their own $0.5 + share by 2; posts: 7,013,690,000 + share by 3.
    [Fact]
    public async Task CostPerOutput_ByPipeline_SharesTheCompanysFixedCostByDirectCost()
    {
        var parts = (await FigureAsync("cost-per-output")).By(KpiAxis.Pipeline);

        Assert.Equal(["invoices", "posts"], parts.Select(p => p.Labels[0]));
        Assert.Equal([2_747_945_341m, 15_765_783_259m], parts.Select(p => p.Numerator));
        Assert.Equal([2m, 3m], parts.Select(p => p.Denominator!.Value));
        Assert.Equal(1_373_972_670.5m, parts[0].Value.Amount);
    }

    [Fact]
    public async Task CostPerOutput_OverTime_HasADayForEachOfTheMonth()
    {
        var days = (await FigureAsync("cost-per-output")).By(KpiAxis.Bucket);

        Assert.Equal(31, days.Count);
        Assert.Equal(["1 Oct", "2 Oct"], days.Take(2).Select(d => d.Labels[0]));
        // The first day: its part of both fixed costs, 322,580,646 + 16,129,033, and the post across the begin accepted.
        Assert.Equal(338_709_679m, days[0].Value.Amount);
        Assert.Equal(5_342_909_679m, days[1].Value.Amount);
        Assert.Equal(18_513_728_600m, days.Sum(d => d.Numerator));
        Assert.Equal(5m, days.Sum(d => d.Denominator));
    }

    // Runs that ended in October: posts 4,201,000 + $5, 1,750,000 + $2, 6,750,000, the $2 of September;
    // invoices 17,000 + $1, 12,600, 9,000 = 10,012,739,600 by 5.
    [Fact]
    public async Task CohortCostPerOutput_October_TakesAllThatItsRunsEverCost()
    {
        var figure = await FigureAsync("cohort-cost-per-output");

        Assert.Equal(10_012_739_600m, figure.Numerator.Amount);
        Assert.Equal(2_002_547_920m, figure.Value.Amount);
    }

    // Decided: 7; by a person: the edited and the rejected post, invoices 2 and 3.
    [Fact]
    public async Task HumanReviewRate_October_IsFourOfSevenWithinWilson()
    {
        var figure = await FigureAsync("human-review-rate");

        Assert.Equal((4m, 7m), (figure.Numerator.Amount, figure.Denominator!.Amount));
        Assert.Equal(0.2505m, Math.Round(figure.Interval!.Low, 4));
        Assert.Equal(0.8418m, Math.Round(figure.Interval.High, 4));
        Assert.Equal(
            ["always 2", "sample 5% 2", "steps.check.score < 0.75 1"],
            figure.By(KpiAxis.Rule).Select(p => $"{p.Labels[0]} {p.Numerator:0}"));
        Assert.Equal(["invoices v1 2/3", "posts v1 2/3", "posts v2 0/1"],
            figure.By(KpiAxis.Version).Select(p => $"{p.Labels[0]} {p.Numerator:0}/{p.Denominator:0}"));
    }

    [Theory]
    [InlineData("rework-rate", 3, 4)]
    [InlineData("priced-calls", 18, 19)]
    [InlineData("estimated-usage", 1, 19)]
    [InlineData("unmeasured-labour", 1, 4)]
    [InlineData("elevation", 60, 480)]
    [InlineData("change-failure-rate", 0, 1)]
    public async Task Share_October_IsTheHandCount(string name, int hits, int cases)
    {
        var figure = await FigureAsync(name);

        Assert.Equal(((decimal)hits, (decimal)cases), (figure.Numerator.Amount, figure.Denominator!.Amount));
        Assert.Equal((decimal)hits / cases, figure.Value.Amount);
    }

    // Freed 15,120 of 15,600 baseline seconds; one of eight minutes that people still spent went into direction.
    [Fact]
    public async Task CognitiveCapital_October_IsTimeFreedTimesElevation()
    {
        var figure = await FigureAsync("cognitive-capital");

        Assert.Equal(15_120m / 15_600m * 60 / 480, figure.Value.Amount!.Value, 20);
        Assert.Contains("1 of 4 stretches", figure.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResourceUtilisation_ByPipeline_MakesTheWhole()
    {
        var figure = await FigureAsync("resource-utilisation");
        var parts = figure.By(KpiAxis.Pipeline);

        Assert.Equal(10_506_465_000m, parts.Sum(p => p.Numerator));
        Assert.Equal(18_513_728_600m, parts.Sum(p => p.Denominator));
        foreach (var part in parts)
        {
            var rows = await _catalogue.RowsAsync(Actor.System, "resource-utilisation", October, part.Slice, 0, KpiCatalogue.LargestPage, CancellationToken.None);
            Assert.Equal((part.Numerator, part.Numerator), (rows.Total, rows.Rows.Sum(r => r.Amount)));
        }
    }

    // Both versions of posts and the one of invoices, in 31 days.
    [Fact]
    public async Task InnovationVelocity_October_IsThreeInThirtyOneDays()
    {
        var figure = await FigureAsync("innovation-velocity");

        Assert.Equal(3m, figure.Numerator.Amount);
        Assert.Equal(21m / 31, Math.Round(figure.Value.Amount!.Value, 20), 20);
        Assert.Equal("4.43", figure.Denominator!.Text);
    }

    // Posts v1 11 days, v2 4 days, invoices v1 (no draft) 10 days.
    [Fact]
    public async Task IdeaLeadTime_October_IsTheMiddleOfThree()
    {
        var figure = await FigureAsync("idea-lead-time");

        Assert.Equal("10 d", figure.Value.Text);
        Assert.Equal("11 d", figure.Percentile90!.Text);
    }

    // 1 h, 2.5 h, 3 d.
    [Fact]
    public async Task TimeToMarket_October_IsTheMiddleOfThree()
    {
        var figure = await FigureAsync("time-to-market");

        Assert.Equal("2 h 30 min", figure.Value.Text);
        Assert.Equal("3 d", figure.Percentile90!.Text);
    }

    // Baseline 90 + 90 + 60 + 2 × 10 = 260 min; spent 480 s: (15,600 − 480) ÷ 480.
    [Fact]
    public async Task SynergyRatio_October_CountsRejectedWorkAndSaysWhatIsUnmeasured()
    {
        var figure = await FigureAsync("synergy-ratio");

        Assert.Equal(31.5m, figure.Value.Amount);
        Assert.Contains("1 of 4 stretches", figure.Explanation, StringComparison.Ordinal);
        Assert.Equal(["25 % of people's time not measured (1 of 4 stretches)"], figure.Caveats);
        Assert.Equal(figure.Caveats, (await FigureAsync("cost-per-output")).Caveats);
    }

    // Benefit: posts by minutes × rate 90 + 90 + 60, invoices by stated value 2 × 7.5 = $255.
    [Fact]
    public async Task Roi_October_IsBenefitLessCostByCost()
    {
        var figure = await FigureAsync("roi");

        Assert.Equal(255_000_000_000m - 18_513_728_600m, figure.Numerator.Amount);
        Assert.Equal(236_486_271_400m / 18_513_728_600m, figure.Value.Amount);
        Assert.Equal("12.77 ×", figure.Value.Text);
        Assert.Equal(
            [
                "60 USD per hour (Company, stated by ada, since 2026-01-01)",
                "7.5 USD per output (invoices, stated by ada, since 2026-01-01)",
                "90 minutes per output (posts, stated by ada, since 2026-01-01)",
                "60 minutes per output (posts, stated by ada, since 2026-10-10)",
            ],
            figure.Assumptions.Select(a => a.Text));
    }

    [Fact]
    public async Task Rows_OfTheBenefitAndOfPeoplesTime_NameWhatTheyRestOn()
    {
        var worth = await _catalogue.RowsAsync(Actor.System, "benefit", October, new KpiSlice { Pipeline = _scenario.Posts.Id }, 0, 10, CancellationToken.None);
        var time = await _catalogue.RowsAsync(Actor.System, "spend", October, new KpiSlice { Kind = CostKind.Labour }, 0, 10, CancellationToken.None);

        Assert.Contains(
            "by 60 minutes per output (posts, stated by ada, since 2026-10-10) and 60 USD per hour (Company, stated by ada, since 2026-01-01)",
            worth.Rows[0].Label, StringComparison.Ordinal);
        Assert.All(time.Rows, r => Assert.Matches("^[0-9][0-9a-z ]* of grace, [a-z]+, at 60 USD per hour \\(Company, stated by ada, since 2026-01-01\\)$", r.Label));
    }

    [Fact]
    public async Task Roi_WithoutAssumptions_NamesWhatIsMissing()
    {
        await using (var db = Open())
        {
            // Withdrawn for the time in which its outputs were accepted.
            foreach (var key in new[] { AssumptionKeys.ValuePerOutput, AssumptionKeys.BaselineMinutes })
            {
                db.Add(new Assumption
                {
                    Id = Id.New<AssumptionId>(),
                    PipelineId = _scenario.Invoices.Id,
                    Key = key,
                    Value = null,
                    ValidFrom = FinanceScenario.From,
                    RecordedAt = FinanceScenario.From,
                    Author = "ada",
                    Origin = AssumptionOrigin.Person,
                });
            }

            await db.SaveChangesAsync();
        }

        var figure = await FigureAsync("roi");

        Assert.Null(figure.Value.Amount);
        Assert.Contains("2 accepted outputs of invoices", figure.Value.Missing, StringComparison.Ordinal);
        Assert.Contains("baseline minutes", figure.Value.Missing, StringComparison.Ordinal);
        // Posts: ($240 − 15,765,783,259) ÷ 15,765,783,259.
        Assert.Equal(["—", "14.22 ×"], figure.By(KpiAxis.Pipeline).Select(p => p.Value.Text));
    }

    // All: the first day already earns more than its part of the fixed costs, the first money spent. Invoices: fixed cost from
    // the first day on, by the 20th $0.32 and a share of $0.81, and the first accepted one, $7.5 less $1 of labour, on the 20th.
    [Fact]
    public async Task Payback_October_IsTheFirstDayThatStaysCovered()
    {
        var figure = await FigureAsync("payback");

        Assert.Equal("1 d", figure.Value.Text);
        Assert.Equal("20 d", figure.By(KpiAxis.Pipeline)[0].Value.Text);
    }

    // People: ($90 + 90 + 60 + 10 + 10) ÷ 5 = $52; variable (18,513,728,600 − 10,500,000,000) ÷ 5 = 1,602,745,720.
    [Fact]
    public async Task BreakEvenVolume_October_IsFixedCostByWhatEachSaves()
    {
        var figure = await FigureAsync("break-even-volume");

        Assert.Equal(50_397_254_280m, figure.Denominator!.Amount);
        Assert.Equal(1m, figure.Value.Amount);
    }

    [Fact]
    public async Task LedgerDifference_October_IsZero()
    {
        var figure = await FigureAsync("ledger-difference");

        Assert.Equal(0m, figure.Value.Amount);
        Assert.Contains("difference $0.00", figure.Explanation, StringComparison.Ordinal);
    }

    // 123,456,789 + $2 + 1,000; one accepted, two decided.
    [Fact]
    public async Task Sandbox_October_HasNothingOfTheLiveMoney()
    {
        var figures = await _catalogue.ComputeAsync(Actor.System,
            ["spend", "cost-per-output", "human-review-rate"], October with { Money = MoneyMode.Sandbox }, CancellationToken.None);

        Assert.Equal([2_123_457_789m, 2_123_457_789m, 2m], figures.Select(f => f.Numerator.Amount));
        Assert.Equal([1m, 2m], figures.Skip(1).Select(f => f.Denominator!.Amount));
    }

    [Fact]
    public async Task Filters_October_NarrowAndSaySo()
    {
        Assert.Equal(15_765_783_259m, (await SpendAsync(October with { Pipeline = _scenario.Posts.Id })).Numerator.Amount);
        Assert.Equal(7_740_000m, (await SpendAsync(October with { Version = _scenario.Posts2.Id })).Numerator.Amount);
        Assert.Equal(2_747_945_341m, (await SpendAsync(October with { CostCentre = "accounting" })).Numerator.Amount);
        var frontier = await SpendAsync(October with { Model = "gpt-4o" });
        Assert.Equal(6_000_000m, frontier.Numerator.Amount);
        Assert.Contains("restricts cost rows and calls only", frontier.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_Period_GivesReasonsInsteadOfFigures()
    {
        var july = October with { From = new DateTime(2026, 7, 1, 0, 0, 0, DateTimeKind.Utc), To = new DateTime(2026, 8, 1, 0, 0, 0, DateTimeKind.Utc) };

        foreach (var name in new[] { "cost-per-output", "human-review-rate", "roi", "synergy-ratio", "time-to-market", "payback", "break-even-volume" })
        {
            var figure = await _catalogue.ComputeAsync(Actor.System, name, july, CancellationToken.None);
            Assert.Equal("—", figure.Value.Text);
            Assert.NotEmpty(figure.Value.Missing!);
        }
    }

    // Of one model the benefit of all outputs would be thousands of times the cost.
    [Theory]
    [InlineData("roi")]
    [InlineData("payback")]
    [InlineData("break-even-volume")]
    public async Task CostAgainstWorth_OfOneModel_IsNoFigure(string name)
    {
        var figure = await _catalogue.ComputeAsync(Actor.System, name, October with { Model = "gpt-4o" }, CancellationToken.None);

        Assert.Contains("Take these filters off", figure.Value.Missing, StringComparison.Ordinal);
        Assert.Contains("Take these filters off", figure.Explanation, StringComparison.Ordinal);
        Assert.All(figure.By(KpiAxis.Pipeline), point => Assert.Null(point.Value.Amount));
    }

    [Fact]
    public async Task Name_Unknown_ListsTheNamesThereAre()
    {
        var error = await Assert.ThrowsAsync<NotFoundException>(() => FigureAsync("cost"));

        Assert.Contains("cost-per-output", error.Message, StringComparison.Ordinal);
    }

    private Task<KpiFigure> FigureAsync(string name) => _catalogue.ComputeAsync(Actor.System, name, October, CancellationToken.None);

    private Task<KpiFigure> SpendAsync(AnalyticsFilter filter) => _catalogue.ComputeAsync(Actor.System, "spend", filter, CancellationToken.None);
}

public sealed class KpiScenarioTestsOnSqlite() : KpiScenarioTests(DatabaseKind.Sqlite, fromSums: false);

public sealed class KpiScenarioTestsOnPostgres() : KpiScenarioTests(DatabaseKind.Postgres, fromSums: false);

public sealed class KpiScenarioOfSumsOnSqlite() : KpiScenarioTests(DatabaseKind.Sqlite, fromSums: true);

public sealed class KpiScenarioOfSumsOnPostgres() : KpiScenarioTests(DatabaseKind.Postgres, fromSums: true);
