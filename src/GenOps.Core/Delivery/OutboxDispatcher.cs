using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Delivery;

/// <summary>
/// Sees to it that somebody looks for work while a wake-up is due: looks of this process that wait are told, and for what is left
/// jobs are queued, never more than this process could run. What is due when all are busy is taken by whoever is done first.
/// </summary>
public sealed class OutboxDispatcher(
    DueWakes wakes,
    LookCrew crew,
    ILookQueue queue,
    OutboxSignal signal,
    TimeProvider time,
    ILogger<OutboxDispatcher> log) : BackgroundService
{
    private readonly RepeatedFailures failures = new(log, time, "The dispatch of the outbox");
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Has looked for what is due now.</summary>
    /// <returns>Whether anything is due for which somebody is free.</returns>
    public async Task<bool> DispatchDueAsync(CancellationToken cancellationToken)
    {
        await wakes.LetTestsSeeAsync(cancellationToken);
        // Nobody is free to be told, but somebody may be about to wait.
        var due = crew.Able is > 0 and var able ? await wakes.CountAsync(able, cancellationToken) : 1;
        for (var left = crew.Tell(due) is > 0 and var more ? more - queue.Queued : 0; left > 0; left--) queue.Enqueue();
        return due > 0;
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => PeriodicWork.RunAsync(
        DispatchDueAsync,
        token => signal.WaitAsync(Pause, token),
        token => Task.Delay(Pause, time, token),
        failures,
        stoppingToken);
}
