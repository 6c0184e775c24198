using Hangfire;
using Hangfire.States;

namespace GenOps.Core.Delivery;

/// <summary>The queue behind which Hangfire stands.</summary>
public sealed class HangfireLookQueue(IBackgroundJobClient client, JobStorage storage) : ILookQueue
{
    // A build before this one does not know these jobs, so they have a queue of their own, from which it takes nothing.
    private const string Looks = "runs";

    /// <summary>
    /// In the order in which workers take from them; PostgreSQL's storage goes by their names instead, which are in the same order.
    /// All but the last hold only what a build before this one left there.
    /// </summary>
    public static string[] Queues => ["a-high", EnqueuedState.DefaultQueue, "low", Looks];

    /// <inheritdoc />
    public int Queued => (int)storage.GetMonitoringApi().EnqueuedCount(Looks);

    /// <inheritdoc />
    public void Enqueue() => client.Create<RunJob>(job => job.LookAsync(CancellationToken.None), new EnqueuedState(Looks));
}
