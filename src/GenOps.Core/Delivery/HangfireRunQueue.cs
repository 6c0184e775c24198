using Hangfire;
using Hangfire.States;

namespace GenOps.Core.Delivery;

/// <summary>The queue behind which Hangfire stands.</summary>
public sealed class HangfireRunQueue(IBackgroundJobClient client) : IRunQueue
{
    private const string High = "a-high";
    private const string Low = "low";

    /// <summary>In the order in which workers take from them. PostgreSQL's storage goes by their names instead, which are in the same order.</summary>
    public static string[] Queues => [High, EnqueuedState.DefaultQueue, Low];

    /// <inheritdoc />
    public void Enqueue(RunId run, RunPriority priority) =>
        client.Create<RunJob>(job => job.LookAsync(run, CancellationToken.None), new EnqueuedState(QueueOf(priority)));

    private static string QueueOf(RunPriority priority) => priority switch
    {
        RunPriority.High => High,
        RunPriority.Low => Low,
        _ => EnqueuedState.DefaultQueue,
    };
}
