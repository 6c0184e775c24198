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

/// <summary>Which versions count as failed changes, on both databases.</summary>
public abstract class ChangeFailureTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly DateTime Begin = new(2026, 5, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly FinanceRows _rows = new();

    // Version 2 takes the place of 1 and is rolled back to it; version 3 takes its place and stays.
    [Fact]
    public async Task Version_RolledBack_IsAFailedChange()
    {
        var versions = Versions(3);
        _rows.Activate(versions[0], Begin.AddDays(-5));
        _rows.Activate(versions[1], Begin.AddDays(1));
        _rows.Activate(versions[0], Begin.AddDays(2));
        _rows.Activate(versions[2], Begin.AddDays(3));

        var (figure, rows) = await FigureAsync();

        Assert.Equal((1m, 2m), (figure.Numerator.Amount, figure.Denominator!.Amount));
        Assert.Equal("v2 was rolled back", Assert.Single(rows.Rows).Label);
    }

    // 0 of 6 rejected before, then 4 of 5: by chance C(4,4)·C(7,1) ÷ C(11,5) = 7 ÷ 462 = 1.5 %.
    [Fact]
    public async Task Version_WithMoreRejectionsBeyondChance_IsAFailedChange()
    {
        var versions = Versions(2);
        _rows.Activate(versions[0], Begin.AddDays(-5));
        _rows.Activate(versions[1], Begin.AddDays(1));
        Decide(versions[0], accepted: 6, rejected: 0);
        Decide(versions[1], accepted: 1, rejected: 4);

        var (figure, rows) = await FigureAsync();

        Assert.Equal(1m, figure.Value.Amount);
        Assert.Equal("v2: 4 of 5 rejected, before it 0 of 6 (by chance 1.5 %)", Assert.Single(rows.Rows).Label);
    }

    // 1 of 3 after 0 of 6 can well be chance: 3 ÷ 9.
    [Fact]
    public async Task Version_WithMoreRejectionsWithinChance_IsNone()
    {
        var versions = Versions(2);
        _rows.Activate(versions[0], Begin.AddDays(-5));
        _rows.Activate(versions[1], Begin.AddDays(1));
        Decide(versions[0], accepted: 6, rejected: 0);
        Decide(versions[1], accepted: 2, rejected: 1);

        Assert.Equal(0m, (await FigureAsync()).Figure.Value.Amount);
    }

    private PipelineVersion[] Versions(int count)
    {
        var pipeline = _rows.Pipeline("posts", "marketing", Begin.AddDays(-9));
        return [.. Enumerable.Range(1, count).Select(n => _rows.Version(pipeline, n, Begin.AddDays(-9)))];
    }

    private void Decide(PipelineVersion version, int accepted, int rejected)
    {
        for (var i = 0; i < accepted + rejected; i++)
        {
            var run = _rows.Run(version, MoneyMode.Live, "marketing", Begin, RunState.Succeeded, Begin.AddHours(1));
            _rows.Output(run, i < accepted ? OutputState.Approved : OutputState.Rejected, Begin, Begin.AddHours(1), byPerson: true);
        }
    }

    private async Task<(KpiFigure Figure, KpiRowPage Rows)> FigureAsync()
    {
        await using (var db = Open()) await _rows.SaveAsync(db);
        var catalogue = new KpiCatalogue(Database.Contexts, new FakeTimeProvider(), ReportingCalendar.From(null));
        var may = new AnalyticsFilter { Money = MoneyMode.Live, From = Begin, To = Begin.AddMonths(1) };
        return (
            await catalogue.ComputeAsync(Actor.System, "change-failure-rate", may, CancellationToken.None),
            await catalogue.RowsAsync(Actor.System, "change-failure-rate", may, new KpiSlice(), 0, 10, CancellationToken.None));
    }
}

public sealed class ChangeFailureTestsOnSqlite() : ChangeFailureTests(DatabaseKind.Sqlite);

public sealed class ChangeFailureTestsOnPostgres() : ChangeFailureTests(DatabaseKind.Postgres);
