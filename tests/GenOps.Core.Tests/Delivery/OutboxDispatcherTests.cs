using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenOps.Core.Tests.Delivery;

public sealed class OutboxDispatcherTests() : DatabaseTest(DatabaseKind.Sqlite)
{
    private readonly LookCrew crew = new(4, TimeSpan.FromHours(1), TimeProvider.System);
    private readonly Jobs jobs = new();

    [Fact]
    public async Task Dispatch_MoreDueThanWorkers_QueuesOneJobAWorkerHoweverOftenItLooks()
    {
        await WakeAsync(300);
        using var busy = crew.Begin();

        for (var i = 0; i < 3; i++) Assert.True(await DispatchAsync());

        Assert.Equal(3, jobs.Queued);
    }

    [Fact]
    public async Task Dispatch_LookThatWaits_IsToldAndNoJobIsMade()
    {
        using var look = crew.Begin();
        var waiting = look.WaitAsync(CancellationToken.None);
        Assert.False(await DispatchAsync());
        Assert.False(waiting.IsCompleted);
        await WakeAsync(1);

        Assert.True(await DispatchAsync());

        Assert.True(await waiting);
        Assert.Equal(0, jobs.Queued);
    }

    [Fact]
    public async Task Dispatch_NothingDue_QueuesNothing()
    {
        await WakeAsync(5, minutes: 1);

        Assert.False(await DispatchAsync());

        Assert.Equal(0, jobs.Queued);
    }

    private async Task<bool> DispatchAsync()
    {
        using var signal = new OutboxSignal();
        using var dispatcher = new OutboxDispatcher(
            new DueWakes(Database.Contexts, Database.Store, TimeProvider.System), crew, jobs, signal, TimeProvider.System, NullLogger<OutboxDispatcher>.Instance);
        return await dispatcher.DispatchDueAsync(CancellationToken.None);
    }

    private async Task WakeAsync(int count, int minutes = -1)
    {
        await using var db = Open();
        for (var i = 0; i < count; i++) RunWakes.Add(db, Id.New<RunId>(), RunPriority.Normal, TimeProvider.System.UtcNow().AddMinutes(minutes));
        await db.SaveChangesAsync();
    }

    private sealed class Jobs : ILookQueue
    {
        public int Queued { get; private set; }

        public void Enqueue() => Queued++;
    }
}
