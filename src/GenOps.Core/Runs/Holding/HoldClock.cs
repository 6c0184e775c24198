using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Runs.Holding;

/// <summary>Ends pauses at their time, in each process that serves; a pause ends once, whoever is first.</summary>
public sealed class HoldClock(ReleaseHold release, IOptions<LeverOptions> options, TimeProvider time, ILogger<HoldClock> log) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await release.EndDueAsync(stoppingToken);
                await Task.Delay(options.Value.Look, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogError(e, "Pauses could not be looked at; they are looked at again");
                await Task.Delay(options.Value.Look, time, CancellationToken.None);
            }
        }
    }
}
