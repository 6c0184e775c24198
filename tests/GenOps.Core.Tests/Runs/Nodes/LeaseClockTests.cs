using GenOps.Core.Runs.Nodes;
using GenOps.Testing;

namespace GenOps.Core.Tests.Runs.Nodes;

public sealed class LeaseClockTests
{
    [Fact]
    public async Task Now_OnPostgres_IsTheDatabasesWhateverTheMachineSays()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var db = database.Open();
        var clock = new LeaseClock(database.Choice, new JumpingClock { Offset = TimeSpan.FromHours(5) });

        Assert.True((await clock.NowAsync(db, CancellationToken.None) - TimeProvider.System.UtcNow()).Duration() < TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Now_OnPostgres_SetsTheClockOfTheNodeRight()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var db = database.Open();
        var node = new NodeClock(new JumpingClock { Offset = TimeSpan.FromHours(5) });
        Assert.True(node.UtcNow() - TimeProvider.System.UtcNow() > TimeSpan.FromHours(4));

        await new LeaseClock(database.Choice, node).NowAsync(db, CancellationToken.None);

        Assert.True((node.UtcNow() - TimeProvider.System.UtcNow()).Duration() < TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Now_OnSqliteAfterTheClockWasSet_GoesOnAsBefore()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var db = database.Open();
        var machine = new JumpingClock();
        var clock = new LeaseClock(database.Choice, machine);
        var before = await clock.NowAsync(db, CancellationToken.None);

        machine.Offset = TimeSpan.FromHours(-5);
        var after = await clock.NowAsync(db, CancellationToken.None);

        Assert.True(after >= before);
        Assert.True(after - before < TimeSpan.FromHours(1));
    }

    private sealed class JumpingClock : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
    }
}
