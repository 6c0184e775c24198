using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Data.Store;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Levers.Reroutes;
using GenOps.Core.Tests.Data.Store;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GenOps.Core.Tests.Data;

/// <summary>What changes the gates of calls and the hot path's commits keep apart, on PostgreSQL; on SQLite all writers do.</summary>
public sealed class GateLockTests
{
    [Fact]
    public async Task Commands_ThatChangeWhatGatesCalls_WaitForTheGroupUnderWay()
    {
        await using var engine = await EngineFixture.StartAsync(DatabaseKind.Postgres);
        await engine.PublishAsync(
            """
            name: announce
            steps:
              - id: draft
                prompt: { tier: standard, template: "Say hello." }
            outputs:
              - name: text
                artifacts: [draft]
            """);
        PipelineId pipeline;
        await using (var db = engine.Open()) pipeline = await db.Pipelines.Select(p => p.Id).SingleAsync();
        BudgetId budget = default;
        RerouteId reroute = default;

        await WaitsAsync(() => PlaceAsync(new HoldTarget.OfPipeline(pipeline, RunsUnderWay: true)));
        await WaitsAsync(() => PlaceAsync(new HoldTarget.OfProvider("fake")));
        await WaitsAsync(() => engine.Get<SetCallLimit>().ExecuteAsync(Actor.System, new CallLimitRequest { Provider = "fake", AtOnce = 2 }, CancellationToken.None));
        await WaitsAsync(async () => budget = await engine.Get<CreateBudget>().ExecuteAsync(
            Actor.System,
            new CreateBudgetRequest { Scope = BudgetScope.Everything, Period = BudgetPeriod.Day, Kind = BudgetKind.Hard, Money = MoneyMode.Live, AmountUsd = 5 },
            CancellationToken.None));
        await WaitsAsync(() => engine.Get<ChangeBudget>().ExecuteAsync(Actor.System, budget, 4, "", CancellationToken.None));
        await WaitsAsync(() => engine.Get<EndBudget>().ExecuteAsync(Actor.System, budget, "", CancellationToken.None));
        await WaitsAsync(async () => reroute = await engine.Get<PlaceReroute>().ExecuteAsync(
            Actor.System, new RerouteRequest { Tier = Tier.Small, ToProvider = "fake", ToModel = "gpt-4o", Reason = "x" }, CancellationToken.None));
        await WaitsAsync(() => engine.Get<TakeBackReroute>().ExecuteAsync(Actor.System, reroute, "", CancellationToken.None));

        Task PlaceAsync(HoldTarget target) => engine.Get<PlaceHold>().ExecuteAsync(Actor.System, target, "prices", null, CancellationToken.None);

        async Task WaitsAsync(Func<Task> command)
        {
            await using var group = new NpgsqlConnection(engine.Database.Choice.ConnectionString);
            await group.OpenAsync();
            await using var transaction = await group.BeginTransactionAsync();
            await using (var share = new NpgsqlCommand(GateLock.Share, group)) await share.ExecuteNonQueryAsync();
            var acting = command();
            await WaitersAsync(engine.Database, acting);
            Assert.False(acting.IsCompleted);
            await transaction.CommitAsync();
            await acting;
        }
    }

    [Fact]
    public async Task Group_BehindSuchACommand_SeesWhatItDid()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        using var busy = new ManualResetEventSlim();
        using var free = new ManualResetEventSlim();
        Asked<IReadOnlyList<long>> before = null!, after = null!;
        var open = database.Store.CommitAsync(new TestUnit
        {
            Asks = r => before = r.Values<long>("SELECT count(*) FROM \"CallLimits\""),
            Decides = () =>
            {
                busy.Set();
                free.Wait();
                return true;
            },
            // The command waits until this has happened too.
            Writes = w => w.Execute("SELECT 1", null),
        });
        await Task.Run(busy.Wait);
        var command = new SetCallLimit(database.Runner()).ExecuteAsync(Actor.System, new CallLimitRequest { Provider = "fake", AtOnce = 2 }, CancellationToken.None);
        await WaitersAsync(database, command);
        var behind = database.Store.CommitAsync(new TestUnit { Asks = r => after = r.Values<long>("SELECT count(*) FROM \"CallLimits\"") });
        Assert.False(command.IsCompleted);
        free.Set();

        await Task.WhenAll(open, command, behind);

        Assert.Equal([0L], before.Value);
        Assert.Equal([1L], after.Value);
    }

    /// <summary>Until somebody waits for the lock, or the task has ended without.</summary>
    private static async Task WaitersAsync(TestDatabase database, Task acting)
    {
        await using var db = database.Open();
        while (!acting.IsCompleted && await db.Database.SqlQueryRaw<int>(
            "SELECT count(*)::int AS \"Value\" FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE l.locktype = 'advisory' AND NOT l.granted AND d.datname = current_database()")
            .SingleAsync() == 0)
            await Task.Yield();
    }
}
