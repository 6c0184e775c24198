using Hangfire;

namespace GenOps.Core.Delivery;

/// <summary>
/// The only Hangfire job. Hangfire delivers, the database knows: the job means "look for work", and a lost or doubled
/// one changes nothing. The engine owns retries, so Hangfire's are off.
/// </summary>
public sealed class RunJob(WorkSearch search, DueWakes wakes)
{
    /// <summary>Looks for work.</summary>
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    public Task LookAsync(CancellationToken cancellationToken) => search.LookAsync(cancellationToken);

    /// <summary>What builds before this one queued for each run: it is looked at in its turn.</summary>
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    public Task LookAsync(RunId run, CancellationToken cancellationToken) => wakes.AddAsync(run, cancellationToken);
}
