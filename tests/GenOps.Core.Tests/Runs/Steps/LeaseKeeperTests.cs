using GenOps.Core.Data;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Steps;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Runs.Steps;

public abstract class LeaseKeeperTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly TimeSpan Third = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Renew_ManyLeases_IsOneStatement()
    {
        await using var scene = new LeaseScene(Database);
        var leases = await scene.KeepAsync(30);
        var before = await scene.UntilAsync(leases[29]);
        scene.Time.Advance(Third);

        Assert.True(await scene.RenewAsync());

        Assert.Single(scene.Statements);
        foreach (var lease in leases) Assert.Equal(before + Third, await scene.UntilAsync(lease));
        scene.Time.Advance(Third + Third / 2);
        Assert.All(leases, l => Assert.True(l.MaySend));
    }

    [Fact]
    public async Task Renew_MoreThanOneStatementTakes_IsTwo()
    {
        await using var scene = new LeaseScene(Database);
        var leases = await scene.KeepAsync(LeaseKeeper.MostAtOnce + 1);
        var before = await scene.UntilAsync(leases[0]);
        scene.Time.Advance(Third);

        Assert.True(await scene.RenewAsync());

        Assert.Equal(2, scene.Statements.Count);
        await using var db = Open();
        Assert.Equal(leases.Count, await db.StepRuns.CountAsync(s => s.LeaseUntil == before + Third));
    }

    [Theory]
    [InlineData("there/2")]
    [InlineData(LeaseScene.Here)]
    public async Task Renew_OneTakenOver_IsTheOnlyOneLostAndIsNotAskedAboutAgain(string by)
    {
        await using var scene = new LeaseScene(Database);
        var leases = await scene.KeepAsync(5);
        var before = await scene.UntilAsync(leases[2]);
        await scene.TakeOverAsync(leases[2], by);
        scene.Time.Advance(Third);

        Assert.True(await scene.RenewAsync());
        var asked = scene.Statements.Count;
        Assert.True(await scene.RenewAsync());

        Assert.Equal([true, true, false, true, true], leases.Select(l => l.MaySend));
        Assert.Equal(before, await scene.UntilAsync(leases[2]));
        Assert.Equal(before + Third, await scene.UntilAsync(leases[3]));
        Assert.Equal(asked + 1, scene.Statements.Count);
    }

    [Fact]
    public async Task Renew_StepOfOneRunToBeAborted_BreaksOffItsCallsOnly()
    {
        await using var scene = new LeaseScene(Database);
        var leases = await scene.KeepAsync(4);
        var token = leases[1].Aborted;
        await using (var db = Open())
        {
            RunId[] runs = [leases[1].Run.Id, leases[2].Run.Id];
            await db.Runs.Where(r => runs.Contains(r.Id)).ExecuteUpdateAsync(r => r.SetProperty(x => x.AbortRequested, true));
        }

        Assert.True(await scene.RenewAsync());

        Assert.True(token.IsCancellationRequested);
        Assert.Equal([false, true, true, false], leases.Select(l => l.Aborted.IsCancellationRequested));
        Assert.Single(scene.Statements);
    }

    [Fact]
    public async Task Renew_StatementFails_LosesNothingUntilTheTimeIsOver()
    {
        await using var scene = new LeaseScene(Database);
        var lease = (await scene.KeepAsync(1))[0];
        scene.OnStatement = () => throw new InvalidOperationException("The database is away.");
        scene.Time.Advance(Third);

        Assert.False(await scene.RenewAsync(fails: true));

        Assert.True(lease.MaySend);
        scene.Time.Advance(Third);
        Assert.False(lease.MaySend);
        scene.OnStatement = () => Task.CompletedTask;
        Assert.True(await scene.RenewAsync());
        Assert.True(lease.MaySend);
    }

    [Fact]
    public async Task Renew_LeaseGivenBackMeanwhile_IsNoTrouble()
    {
        await using var scene = new LeaseScene(Database);
        var leases = await scene.KeepAsync(2);
        var token = leases[0].Aborted;
        await using (var db = Open()) await db.Runs.ExecuteUpdateAsync(r => r.SetProperty(x => x.AbortRequested, true));
        scene.OnStatement = async () => await leases[0].DisposeAsync();

        Assert.True(await scene.RenewAsync());

        Assert.False(token.IsCancellationRequested);
        Assert.True(leases[1].Aborted.IsCancellationRequested);
        await leases[1].DisposeAsync();
        Assert.True(await scene.RenewAsync());
        Assert.Single(scene.Statements);
    }

    [Fact]
    public async Task Renew_StepEndedAndGivenBackMeanwhile_AsksNothingMore()
    {
        await using var scene = new LeaseScene(Database);
        var leases = await scene.KeepAsync(2);
        scene.OnStatement = async () => await leases[0].DisposeAsync();
        await scene.TakeOverAsync(leases[0], "");

        Assert.True(await scene.RenewAsync());

        Assert.Single(scene.Statements);
    }

    [Fact]
    public async Task Begin_NotKept_IsNotRenewedButHearsOfAborts()
    {
        await using var scene = new LeaseScene(Database);
        var lease = (await scene.ClaimAsync(1))[0];
        var before = await scene.UntilAsync(lease);
        scene.Time.Advance(Third);
        Assert.True(await scene.RenewAsync());
        Assert.Equal(before, await scene.UntilAsync(lease));

        scene.Aborts.Publish(lease.Run.Id);
        Assert.True(lease.Aborted.IsCancellationRequested);

        await lease.DisposeAsync();
        lease.Keep();
        Assert.True(await scene.RenewAsync());
        Assert.Empty(scene.Statements);
    }

    [Fact]
    public async Task Keep_TimePasses_RenewsByItself()
    {
        await using var scene = new LeaseScene(Database);
        var renewed = new TaskCompletionSource();
        scene.OnStatement = () =>
        {
            renewed.TrySetResult();
            return Task.CompletedTask;
        };
        await scene.KeepAsync(1);

        for (var i = 0; i < 500 && !renewed.Task.IsCompleted; i++)
        {
            // It may not have begun to wait yet.
            scene.Time.Fire(Third);
            await Task.WhenAny(renewed.Task, Task.Delay(20));
        }

        Assert.True(renewed.Task.IsCompleted);
    }

    [Fact]
    public async Task MaySend_TimeBeforeTheLeaseWasMade_CountsFromItsTerm()
    {
        await using var scene = new LeaseScene(Database);
        await using var db = Open();
        var term = await scene.Keeper.TermAsync(db, CancellationToken.None);
        var row = (await scene.ClaimAsync(1))[0];

        // It waits in a queue, and for its commit.
        scene.Time.Advance(TimeSpan.FromSeconds(8.9));
        await using var lease = scene.Keeper.Begin(row.Run, row.Step, timeout: null, term);
        Assert.True(lease.MaySend);
        scene.Time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.False(lease.MaySend);
    }

    [Fact]
    public async Task Fence_InItsThreeForms_SaysTheSame()
    {
        await using var scene = new LeaseScene(Database);
        var claimed = (await scene.ClaimAsync(6)).ConvertAll(l => l.Step);
        await using var db = Open();
        await ChangeAsync(1, s => s.SetProperty(x => x.LeaseEpoch, 2));
        await ChangeAsync(2, s => s.SetProperty(x => x.LeaseEpoch, 0));
        await ChangeAsync(3, s => s.SetProperty(x => x.LeaseOwner, ""));
        await ChangeAsync(4, s => s.SetProperty(x => x.State, StepState.Ready));
        await ChangeAsync(5, s => s.SetProperty(x => x.LeaseUntil, (DateTime?)null));
        var fence = new StepFence();

        List<bool> asked = [], read = [];
        foreach (var step in claimed)
        {
            asked.Add(await fence.Held(db, step).AnyAsync());
            read.Add(fence.Holds(await db.StepRuns.AsNoTracking().SingleAsync(s => s.Id == step.Id), step));
        }

        var many = await LeaseRenewal.HeldAsync(db, fence.Demand, LeaseRenewal.Pairs(claimed), CancellationToken.None);
        Assert.Equal([true, false, false, false, false, true], asked);
        Assert.Equal(asked, read);
        Assert.Equal(asked, claimed.Select(s => many.Any(h => h.Step == s.Id && h.Epoch == s.LeaseEpoch)));

        Task ChangeAsync(int which, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<StepRun>> change) =>
            db.StepRuns.Where(s => s.Id == claimed[which].Id).ExecuteUpdateAsync(change);
    }
}

public sealed class LeaseKeeperTestsOnSqlite() : LeaseKeeperTests(DatabaseKind.Sqlite);

public sealed class LeaseKeeperTestsOnPostgres() : LeaseKeeperTests(DatabaseKind.Postgres)
{
    [Fact]
    public async Task Renew_RowLockedByAnother_RenewsAllOthersAndThatOneNextTime()
    {
        await using var scene = new LeaseScene(Database);
        var leases = await scene.KeepAsync(3);
        var before = await scene.UntilAsync(leases[0]);
        scene.Time.Advance(TimeSpan.FromSeconds(5));
        await using (var db = Open())
        {
            await using var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);
            await db.StepRuns.Where(s => s.Id == leases[1].Step.Id).LockAsync(db, CancellationToken.None);
            Task<bool> renewing;
            // The keeper is no part of the flow that holds the transaction.
            using (ExecutionContext.SuppressFlow()) renewing = Task.Run(() => scene.RenewAsync());

            Assert.False(await renewing);
        }

        Assert.Equal([before + TimeSpan.FromSeconds(5), before, before + TimeSpan.FromSeconds(5)],
            [await scene.UntilAsync(leases[0]), await scene.UntilAsync(leases[1]), await scene.UntilAsync(leases[2])]);
        Assert.True(await scene.RenewAsync());
        Assert.Equal(before + TimeSpan.FromSeconds(5), await scene.UntilAsync(leases[1]));
        Assert.All(leases, l => Assert.True(l.MaySend));
    }
}
