using GenOps.Core.Delivery;
using GenOps.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenOps.Core.Tests.Delivery;

/// <summary>What one node does is heard of by another, through a real PostgreSQL.</summary>
public sealed class PostgresNoticesTests() : DatabaseTest(DatabaseKind.Postgres)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Publish_OnOneNode_IsHeardOnceOnTheOther()
    {
        await using var here = await StartAsync();
        await using var there = await StartAsync();
        var run = Id.New<RunId>();
        var heard = new TaskCompletionSource();
        using var listening = there.Changes.Subscribe(run, () => heard.TrySetResult());
        var own = 0;
        using var listeningHere = here.Changes.Subscribe(run, () => Interlocked.Increment(ref own));

        here.Changes.Publish(run);

        await heard.Task.WaitAsync(Limit);
        Assert.Equal(1, own);
    }

    [Fact]
    public async Task Notify_OnOneNode_WakesTheDispatcherOfTheOther()
    {
        await using var here = await StartAsync();
        await using var there = await StartAsync();

        here.Outbox.Notify();

        Assert.True(await there.Outbox.WaitAsync(Limit, CancellationToken.None));
    }

    [Fact]
    public async Task Publish_AfterTheConnectionsWereCut_IsHeardAgain()
    {
        await using var here = await StartAsync();
        await using var there = await StartAsync();
        await CutAsync();
        var run = Id.New<RunId>();
        var heard = new TaskCompletionSource();
        using var listening = there.Changes.Subscribe(run, () => heard.TrySetResult());

        // What is said while a connection is away is lost, as promised; what is said afterwards is not.
        using var limit = new CancellationTokenSource(Limit);
        while (!heard.Task.IsCompleted)
        {
            here.Changes.Publish(run);
            await Task.WhenAny(heard.Task, Task.Delay(200, limit.Token));
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private async Task CutAsync()
    {
        await using var connection = new Npgsql.NpgsqlConnection(Database.Choice.ConnectionString);
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", connection);
        Assert.True((long)(await command.ExecuteScalarAsync())! > 0);
    }

    private async Task<NodeUnderTest> StartAsync()
    {
        var notices = new NodeNotices();
        var node = new NodeUnderTest(notices, Database);
        await node.Carrier.StartAsync(CancellationToken.None);
        await node.Carrier.Listening.WaitAsync(Limit);
        return node;
    }

    private sealed class NodeUnderTest : IAsyncDisposable
    {
        public NodeUnderTest(NodeNotices notices, TestDatabase database)
        {
            Changes = new RunChanges(notices);
            Outbox = new OutboxSignal(notices);
            Carrier = new PostgresNotices(database.Choice, notices, Changes, Outbox, TimeProvider.System, NullLogger<PostgresNotices>.Instance);
        }

        public RunChanges Changes { get; }

        public OutboxSignal Outbox { get; }

        public PostgresNotices Carrier { get; }

        public async ValueTask DisposeAsync()
        {
            await Carrier.StopAsync(CancellationToken.None);
            Carrier.Dispose();
            Outbox.Dispose();
        }
    }
}
