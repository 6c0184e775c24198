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
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                await posting.ExecuteAsync(stoppingToken);
                failures.Passed();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The database may be away for a while; the months stay due.
                failures.Add(e);
            }
        }
        while (await NextAsync(timer, stoppingToken));
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
