using GenOps.Core.Analytics;
using GenOps.Core.Analytics.Measures;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Ledger;
using GenOps.Core.Pipelines;
using GenOps.Core.Runs;
using GenOps.Testing;
using GenOps.Testing.Finance;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Analytics;

/// <summary>Whatever changes the class of a run's cost leaves its stamp.</summary>
public abstract class StampTriggersTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly DateTime At = new(2026, 10, 2, 8, 0, 0, DateTimeKind.Utc);
    private static readonly ReportingCalendar Utc = ReportingCalendar.From(null);
    private readonly FinanceRows _rows = new();
    private Run _run = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        PipelineVersion version = _rows.Version(_rows.Pipeline("posts", "marketing", At), 1, At);
        _run = _rows.Run(version, MoneyMode.Live, "marketing", At, RunState.Running, null);
        _rows.Call(_run, _rows.Step(_run, "facts"), At, 1_000_000);
        await using var db = Open();
        await _rows.SaveAsync(db);
    }

    [Fact]
    public async Task CallState_ThatChangesTheClass_LeavesAStamp()
    {
        await using var db = Open();
        foreach (var before in Enum.GetValues<CallState>())
        {
            foreach (var after in Enum.GetValues<CallState>())
            {
                await db.ModelCalls.ExecuteUpdateAsync(c => c.SetProperty(x => x.State, before));
                await AssertStampedWhereTheClassChangesAsync(
                    db, $"call {before} to {after}", () => db.ModelCalls.ExecuteUpdateAsync(c => c.SetProperty(x => x.State, after)));
            }
        }
    }

    [Fact]
    public async Task RunState_ThatChangesTheClass_LeavesAStamp()
    {
        await using var db = Open();
        foreach (var before in Enum.GetValues<RunState>())
        {
            foreach (var after in Enum.GetValues<RunState>())
            {
                DateTime? EndOf(RunState state) => Run.IsFinal(state) ? At : null;
                await db.Runs.ExecuteUpdateAsync(r => r.SetProperty(x => x.State, before).SetProperty(x => x.EndedAt, EndOf(before)));
                await AssertStampedWhereTheClassChangesAsync(
                    db, $"run {before} to {after}", () => db.Runs.ExecuteUpdateAsync(r => r.SetProperty(x => x.State, after).SetProperty(x => x.EndedAt, EndOf(after))));
            }
        }
    }

    private static async Task AssertStampedWhereTheClassChangesAsync(GenOpsDbContext db, string change, Func<Task> act)
    {
        var before = await ClassAsync(db);
        await db.RunStamps.ExecuteDeleteAsync();
        await act();
        var (after, stamped) = (await ClassAsync(db), await db.RunStamps.AnyAsync());
        Assert.True(stamped || before == after, $"{change}: {before} became {after} without a stamp");
    }

    private static Task<CostClass> ClassAsync(GenOpsDbContext db)
    {
        var filter = new AnalyticsFilter { Money = MoneyMode.Live, From = At.AddDays(-1), To = At.AddDays(1) };
        return CostRows.Charged(new MeasureScope(db, filter, new KpiSlice(), [], StatedFigures.None(Utc), Utc)).Select(r => r.Class).SingleAsync();
    }
}

public sealed class StampTriggersTestsOnSqlite() : StampTriggersTests(DatabaseKind.Sqlite);

public sealed class StampTriggersTestsOnPostgres() : StampTriggersTests(DatabaseKind.Postgres);
