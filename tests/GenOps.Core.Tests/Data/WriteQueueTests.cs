using GenOps.Core.Data;

namespace GenOps.Core.Tests.Data;

public sealed class WriteQueueTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private readonly WriteQueue queue = new();

    [Fact]
    public async Task Release_OthersAndUrgentWait_ServesTheUrgentFirstAndEachInTurn()
    {
        List<string> served = [];
        Assert.True(await queue.WaitAsync(isUrgent: false, Long, CancellationToken.None));
        Task[] waiting = [.. new[] { "first", "second", "urgent", "third", "urgent too" }.Select(WaitAsync)];

        queue.Release();
        await Task.WhenAll(waiting);

        Assert.Equal(["urgent", "urgent too", "first", "second", "third"], served);

        async Task WaitAsync(string who)
        {
            Assert.True(await queue.WaitAsync(who.StartsWith("urgent", StringComparison.Ordinal), Long, CancellationToken.None));
            served.Add(who);
            queue.Release();
        }
    }

    [Fact]
    public async Task Wait_GivenUp_LeavesTheTurnToTheNext()
    {
        Assert.True(await queue.WaitAsync(isUrgent: false, Long, CancellationToken.None));
        using var cancelled = new CancellationTokenSource();
        var broken = queue.WaitAsync(isUrgent: true, Long, cancelled.Token).AsTask();
        var next = queue.WaitAsync(isUrgent: false, Long, CancellationToken.None).AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => broken);
        Assert.False(next.IsCompleted);

        queue.Release();
        Assert.True(await next);
    }

    [Fact]
    public async Task Wait_PatienceRunsOut_SaysSoAndTakesNoTurn()
    {
        Assert.True(await queue.WaitAsync(isUrgent: false, Long, CancellationToken.None));

        Assert.False(await queue.WaitAsync(isUrgent: true, TimeSpan.FromMilliseconds(1), CancellationToken.None));

        queue.Release();
        Assert.True(await queue.WaitAsync(isUrgent: false, Long, CancellationToken.None));
    }
}
