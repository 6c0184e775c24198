using GenOps.Testing;

namespace GenOps.Core.Tests.Data.Store;

/// <summary>Which units share a commit, and in which order.</summary>
public abstract class EngineStoreGroupsTests(DatabaseKind kind) : StoreTest(kind)
{
    [Fact]
    public async Task Commit_UnitsOfOneKey_GoOneAfterTheOther()
    {
        var key = Guid.NewGuid();
        var order = new List<string>();

        await Task.WhenAll(await TogetherAsync(
            Adds("1", key: key, order: order), Adds("2", key: key, order: order), Adds("3", order: order), Adds("4", urgent: true, key: key, order: order)));

        Assert.Equal(["1", "3", "2", "4"], order);
        // The one that kept the store busy, and three.
        Assert.Equal(4, Store.Counts.Groups);
    }

    [Fact]
    public async Task Commit_UnitsThatKeepApart_GoOneAfterTheOther()
    {
        var (pipeline, order) = (Guid.NewGuid(), new List<string>());
        TestUnit Places(string name) => new()
        {
            From = [pipeline],
            Decides = () =>
            {
                order.Add(name);
                return true;
            },
        };

        await Task.WhenAll(await TogetherAsync(Places("1"), Places("2"), Adds("3", order: order)));

        Assert.Equal(["1", "3", "2"], order);
        Assert.Equal(3, Store.Counts.Groups);
    }

    [Fact]
    public async Task Commit_UrgentUnits_GoFirst()
    {
        var order = new List<string>();
        var calm = Enumerable.Range(0, 70).Select(i => Adds($"calm {i}", order: order));
        var urgent = Enumerable.Range(0, 10).Select(i => Adds($"urgent {i}", urgent: true, order: order));

        await Task.WhenAll(await TogetherAsync([.. calm, .. urgent]));

        Assert.Equal([.. Enumerable.Range(0, 10).Select(i => $"urgent {i}"), .. Enumerable.Range(0, 70).Select(i => $"calm {i}")], order);
        // 80 are more than go together.
        Assert.Equal(3, Store.Counts.Groups);
        Assert.Equal(80, (await MessagesAsync()).Count);
    }

    [Fact]
    public async Task Dispose_WhileUnitsWait_CommitsThemAndTakesNoMore()
    {
        using var busy = new ManualResetEventSlim();
        using var free = new ManualResetEventSlim();
        var first = Store.CommitAsync(new TestUnit
        {
            Decides = () =>
            {
                busy.Set();
                free.Wait();
                return true;
            },
        });
        await Task.Run(busy.Wait);
        var waiting = Enumerable.Range(0, 3).Select(i => Store.CommitAsync(Adds($"{i}"))).ToList();
        var disposing = Store.DisposeAsync().AsTask();
        var late = Store.CommitAsync(Adds("late"));
        free.Set();
        await disposing;

        Assert.True(await first);
        Assert.All(await Task.WhenAll(waiting), Assert.True);
        Assert.Equal(3, (await MessagesAsync()).Count);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => late);
    }

    [Fact]
    public async Task Dispose_OfOneThatNeverBegan_Ends()
    {
        await Store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => Store.CommitAsync(Adds("late")));
    }
}

public sealed class EngineStoreGroupsTestsOnSqlite() : EngineStoreGroupsTests(DatabaseKind.Sqlite);

public sealed class EngineStoreGroupsTestsOnPostgres() : EngineStoreGroupsTests(DatabaseKind.Postgres);
