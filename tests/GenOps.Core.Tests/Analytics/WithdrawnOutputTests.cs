using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Ledger;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines;
using GenOps.Core.Runs;
using GenOps.Testing;
using GenOps.Testing.Finance;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Analytics;

/// <summary>An output accepted in June and withdrawn in July counts in June and is taken back in July.</summary>
public abstract class WithdrawnOutputTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly Actor Reviewer = new(Guid.CreateVersion7(), "Rob", new HashSet<string> { Roles.Reviewer });
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(At(7, 10)));
    private readonly FinanceRows _rows = new();
    private PipelineVersion _version = null!;
    private Output _june = null!;

    // June: two accepted for $4. July: one accepted for $6, and one of June's is withdrawn. Each is worth $10, from July on $50.
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var pipeline = _rows.Pipeline("posts", "", At(5, 1));
        _version = _rows.Version(pipeline, 1, At(5, 1));
        _rows.Assume(pipeline, AssumptionKeys.ValuePerOutput, 10, At(5, 1));
        _rows.Assume(pipeline, AssumptionKeys.ValuePerOutput, 50, At(7, 1));
        _rows.Assume(pipeline, AssumptionKeys.BaselineMinutes, 60, At(5, 1));
        _june = Accepted(At(6, 3), 1_000_000_000);
        Accepted(At(6, 4), 3_000_000_000);
        Accepted(At(7, 2), 6_000_000_000);
        await using (var db = Open()) await _rows.SaveAsync(db);
        await new WithdrawOutput(Database.Runner(_clock)).ExecuteAsync(Reviewer, _june.Id, "It named the wrong version.", CancellationToken.None);
    }

    [Theory]
    [InlineData("accepted-outputs", 6, "2")]
    [InlineData("accepted-outputs", 7, "0")]
    [InlineData("cost-per-output", 6, "$2.00")]
    [InlineData("cost-per-output", 7, "—")]
    [InlineData("benefit", 6, "$20.00")]
    [InlineData("benefit", 7, "$40.00")]
    public async Task ComputeAsync_WithdrawnInJuly_ReducesJulyAndNotJune(string name, int month, string text)
    {
        var figure = await FigureAsync(name, month);

        Assert.Equal(text, figure.Value.Text);
    }

    [Fact]
    public async Task ComputeAsync_BothMonths_CountWhatIsLeft()
    {
        var figure = await FigureAsync("cost-per-output", 6, months: 2);

        Assert.Equal((10_000_000_000m, 2m), (figure.Numerator.Amount, figure.Denominator!.Amount));
        Assert.Equal([2m, 0m], figure.By(KpiAxis.Bucket).Select(p => p.Denominator!.Value));
    }

    [Fact]
    public async Task RowsAsync_OfJuly_ShowTheAcceptedAndTheWithdrawnOne()
    {
        var page = await Catalogue.RowsAsync(Actor.System,
            "cost-per-output", Filter(7), new KpiSlice { Part = KpiPart.Denominator }, 0, 10, CancellationToken.None);

        Assert.Equal((0m, 2L), (page.Total, page.Count));
        Assert.Equal([1m, -1m], page.Rows.Select(r => r.Amount).OrderDescending());
        Assert.Contains(page.Rows, r => r.Amount == -1 && r.OutputId == _june.Id && r.At == At(7, 10) && r.Label.Contains("withdrawn", StringComparison.Ordinal));
    }

    // Withdrawing the first leaves June's second: the version still has an accepted output. Withdrawing all takes it back in July.
    [Fact]
    public async Task ComputeAsync_VelocityWhenTheLastIsWithdrawn_IsTakenBackInItsOwnWeek()
    {
        Assert.Equal((1m, 0m), ((await FigureAsync("innovation-velocity", 6)).Numerator.Amount, (await FigureAsync("innovation-velocity", 7)).Numerator.Amount));

        await using (var db = Open())
        {
            foreach (var output in db.Outputs.Where(o => o.WithdrawnAt == null).ToList())
            {
                output.State = OutputState.Withdrawn;
                output.WithdrawnAt = At(7, 20);
            }

            await db.SaveChangesAsync();
        }

        Assert.Equal(1m, (await FigureAsync("innovation-velocity", 6)).Numerator.Amount);
        Assert.Equal(-1m, (await FigureAsync("innovation-velocity", 7)).Numerator.Amount);
        Assert.Equal(0m, (await FigureAsync("innovation-velocity", 6, months: 2)).Numerator.Amount);
    }

    // Whole days, so that acceptances and withdrawals meet at the same moment as well.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task ComputeAsync_VelocityWhateverIsWithdrawn_IsThatOfCountingDayByDay(int seed)
    {
        var (random, from, more) = (new Random(seed), At(8, 1), new FinanceRows());
        var pipeline = more.Pipeline($"many-{seed}", "", At(7, 1));
        var expected = new decimal[61];
        for (var number = 1; number <= 6; number++)
        {
            var version = more.Version(pipeline, number, At(7, 1));
            var days = Enumerable.Range(0, 12).Select(_ => random.Next(0, 40)).Select(day => (From: day, To: random.Next(6) == 0 ? 99 : day + random.Next(0, 8))).ToList();
            foreach (var (day, end) in days)
            {
                var output = Accepted(more, version, from.AddDays(day).AddHours(-1), 1);
                if (end < 99) (output.State, output.WithdrawnAt) = (OutputState.Withdrawn, from.AddDays(end));
            }

            for (var day = 0; day < expected.Length; day++)
            {
                var before = days.Exists(o => o.From < day && o.To >= day);
                var stands = days.Exists(o => o.From <= day && o.To > day);
                var comes = days.Exists(o => o.From == day);
                if (!before && comes) expected[day]++;
                if ((before || comes) && !stands) expected[day]--;
            }
        }

        await using (var db = Open()) await more.SaveAsync(db);
        var filter = new AnalyticsFilter { Money = MoneyMode.Live, From = from, To = from.AddDays(expected.Length), Bucket = BucketUnit.Day, Pipeline = pipeline.Id };

        var figure = await Catalogue.ComputeAsync(Actor.System, "innovation-velocity", filter, CancellationToken.None);

        Assert.Contains(expected, e => e < 0);
        Assert.Equal(expected, figure.By(KpiAxis.Bucket).Select(p => p.Numerator));
    }

    // Of the runs that ended in June one output is left, whenever the other was withdrawn: a cohort is told with all that became of it.
    [Fact]
    public async Task ComputeAsync_Cohort_CountsWhatIsLeftOfItsRuns()
    {
        var figure = await FigureAsync("cohort-cost-per-output", 6);

        Assert.Equal((4_000_000_000m, 1m), (figure.Numerator.Amount, figure.Denominator!.Amount));
    }

    private KpiCatalogue Catalogue => new(Database.Contexts, _clock, ReportingCalendar.From(null));

    private static DateTime At(int month, int day) => new(2026, month, day, 0, 0, 0, DateTimeKind.Utc);

    private static AnalyticsFilter Filter(int month, int months = 1) =>
        new() { Money = MoneyMode.Live, From = At(month, 1), To = At(month, 1).AddMonths(months), Bucket = BucketUnit.Month };

    private Task<KpiFigure> FigureAsync(string name, int month, int months = 1) =>
        Catalogue.ComputeAsync(Actor.System, name, Filter(month, months), CancellationToken.None);

    private Output Accepted(DateTime at, long nanos) => Accepted(_rows, _version, at, nanos);

    private static Output Accepted(FinanceRows rows, PipelineVersion version, DateTime at, long nanos)
    {
        var run = rows.Run(version, MoneyMode.Live, "", at, RunState.Succeeded, at.AddHours(1));
        rows.Call(run, rows.Step(run, "facts"), at, nanos);
        return rows.Output(run, OutputState.Approved, at, at.AddHours(1), byPerson: false);
    }
}

public sealed class WithdrawnOutputTestsOnSqlite() : WithdrawnOutputTests(DatabaseKind.Sqlite);

public sealed class WithdrawnOutputTestsOnPostgres() : WithdrawnOutputTests(DatabaseKind.Postgres);
