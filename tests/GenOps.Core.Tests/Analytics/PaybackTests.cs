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

/// <summary>Payback runs from the first money spent, not from where the period happens to begin.</summary>
public abstract class PaybackTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private readonly FinanceRows _rows = new();
    private PipelineVersion _early = null!;
    private PipelineVersion _late = null!;

    // Early: $5 on the 3rd, $20 earned on the 6th. Late: a free call on the 10th, $4 on the 15th at noon, earned on the 17th.
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _early = _rows.Version(_rows.Pipeline("early", "", At(1)), 1, At(1));
        _late = _rows.Version(_rows.Pipeline("late", "", At(1)), 1, At(1));
        _rows.Assume(null, AssumptionKeys.ValuePerOutput, 20, At(1));
        Spend(_early, At(3), 5_000_000_000, At(6, 9));
        Spend(_late, At(10), 0, null);
        Spend(_late, At(15, 12), 4_000_000_000, At(17, 9));
        await using var db = Open();
        await _rows.SaveAsync(db);
    }

    [Theory]
    [InlineData(null, "4 d")]
    [InlineData("late", "2 d 12 h")]
    public async Task ComputeAsync_FirstSpendWithinThePeriod_CountsFromIt(string? pipeline, string text)
    {
        var payback = await PaybackAsync(pipeline is null ? null : _late.PipelineId);

        Assert.Equal(text, payback.Value.Text);
        Assert.Equal("2 d 12 h", payback.By(KpiAxis.Pipeline).SingleOrDefault(p => p.Labels[0] == "late")?.Value.Text);
        Assert.Contains(pipeline is null ? "3 Oct 2026" : "15 Oct 2026", payback.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ComputeAsync_EarnedWithoutAnySpend_HasNothingToPayBack()
    {
        var rows = new FinanceRows();
        var free = rows.Version(rows.Pipeline("free", "", At(1)), 1, At(1));
        Spend(free, At(4), 0, At(5), rows);
        await using (var db = Open()) await rows.SaveAsync(db);

        Assert.Equal("Nothing was spent in this period, so there is nothing to pay back.", (await PaybackAsync(free.PipelineId)).Value.Missing);
    }

    private static DateTime At(int day, int hour = 0) => new(2026, 10, day, hour, 0, 0, DateTimeKind.Utc);

    private Task<KpiFigure> PaybackAsync(PipelineId? pipeline) =>
        new KpiCatalogue(Database.Contexts, new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero)), ReportingCalendar.From(null))
            .ComputeAsync(Actor.System, "payback", new AnalyticsFilter { Money = MoneyMode.Live, From = At(1), To = At(31), Pipeline = pipeline }, CancellationToken.None);

    private void Spend(PipelineVersion version, DateTime at, long nanos, DateTime? acceptedAt, FinanceRows? into = null)
    {
        var rows = into ?? _rows;
        var run = rows.Run(version, MoneyMode.Live, "", at, RunState.Succeeded, at.AddDays(4));
        rows.Call(run, rows.Step(run, "facts"), at, nanos);
        if (acceptedAt is { } accepted) rows.Output(run, OutputState.Approved, at, accepted, byPerson: false);
    }
}

public sealed class PaybackTestsOnSqlite() : PaybackTests(DatabaseKind.Sqlite);

public sealed class PaybackTestsOnPostgres() : PaybackTests(DatabaseKind.Postgres);
