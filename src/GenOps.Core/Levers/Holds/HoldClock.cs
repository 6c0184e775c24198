using GenOps.Core.Delivery;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Levers.Holds;

/// <summary>Ends pauses at their time, in each process that serves; a pause ends once, whoever is first.</summary>
public sealed class HoldClock(ReleaseHold release, IOptions<LeverOptions> options, TimeProvider time, ILogger<HoldClock> log) : BackgroundService
{
    private readonly RepeatedFailures failures = new(log, time, "The look at pauses");

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PeriodicWork.RunAsync(release.EndDueAsync, options.Value.Look, failures, time, stoppingToken);
}
