using GenOps.Core.Access;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Starting;
using GenOps.Core.Tests.Starts.Schedules;
using GenOps.Testing;

namespace GenOps.Core.Tests.Desk.Pipelines;

public abstract class FirstStepsQueryTests(DatabaseKind kind) : DatabaseTest(kind)
{
    [Fact]
    public async Task Read_UntilSomebodyStartsARun_IsFresh()
    {
        var fixture = new ScheduleFixture(Database);
        var query = new FirstStepsQuery(Database.Contexts);
        await fixture.Publish.ExecuteAsync(Actor.System, ScheduleFixture.Yaml, CancellationToken.None);
        var request = new StartRunRequest(
            "nightly", new Dictionary<string, InputValue> { ["notes"] = new InputValue.Text("a") }, MoneyMode.Sandbox, "sample");
        var sample = await fixture.Start.ExecuteAsync(Actor.System, request, CancellationToken.None);

        var before = await query.ReadAsync(Actor.System, CancellationToken.None);
        await fixture.Start.ExecuteAsync(Actor.System, request with { Trigger = "manual" }, CancellationToken.None);
        var after = await query.ReadAsync(Actor.System, CancellationToken.None);

        Assert.Equal((true, false), (before.IsFresh, after.IsFresh));
        Assert.False(await query.IsFreshAsync(Actor.System, CancellationToken.None));
        Assert.Equal(new SampleRun(sample, "nightly", RunState.Pending, Money.Zero, null), Assert.Single(before.SampleRuns));
        Assert.Equal(sample, Assert.Single(after.SampleRuns).Id);
        Assert.Null(after.OldestReview);
    }
}

public sealed class FirstStepsQueryOnSqlite() : FirstStepsQueryTests(DatabaseKind.Sqlite);

public sealed class FirstStepsQueryOnPostgres() : FirstStepsQueryTests(DatabaseKind.Postgres);
