using Hangfire;
using Hangfire.States;

namespace GenOps.Core.Delivery;

/// <summary>Works on a run as far as it can; any number may look at one run.</summary>
public interface IRunWorker
{
    /// <summary>Works until nothing of the run is ready.</summary>
    Task WorkAsync(RunId run, CancellationToken cancellationToken);
}

/// <summary>Hands "look at this run" to whoever runs jobs.</summary>
public interface IRunQueue
{
    /// <summary>Queues one look. More looks than needed do no harm.</summary>
    void Enqueue(RunId run, RunPriority priority);
}

/// <summary>
/// The only Hangfire job. Hangfire delivers, the database knows: the job carries one id, and a lost or doubled
/// delivery changes nothing. The engine owns retries, so Hangfire's are off.
/// </summary>
public sealed class RunJob(IRunWorker worker)
{
    /// <summary>Looks at a run.</summary>
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    public Task LookAsync(RunId run, CancellationToken cancellationToken) => worker.WorkAsync(run, cancellationToken);
}

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
