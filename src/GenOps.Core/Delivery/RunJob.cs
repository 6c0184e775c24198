using Hangfire;

namespace GenOps.Core.Delivery;

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
