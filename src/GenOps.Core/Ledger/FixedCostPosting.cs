using GenOps.Core.Delivery;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Ledger;

/// <summary>Books the fixed costs that fell due, at start and every hour.</summary>
public sealed class FixedCostPosting(PostFixedCosts posting, TimeProvider clock, ILogger<FixedCostPosting> logger) : BackgroundService
{
    private readonly RepeatedFailures failures = new(logger, clock, "The booking of fixed costs");
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PeriodicWork.RunAsync(posting.ExecuteAsync, Pause, failures, clock, stoppingToken);
}
