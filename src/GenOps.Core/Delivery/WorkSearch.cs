using GenOps.Core.Faults;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Delivery;

/// <summary>
/// Looks for work: takes the most urgent wake-up that is due, over all runs, works on its run until nothing of it is ready, and takes the
/// next. Each takes one at a time and keeps none in store, so what becomes urgent meanwhile is next.
/// </summary>
public sealed class WorkSearch(IRunWorker worker, DueWakes wakes, LookCrew crew, TimeProvider time, ILogger<WorkSearch> log)
{
    private readonly RepeatedFailures failures = new(log, time, "The work on a run");
    private readonly RepeatedFailures taking = new(log, time, "The taking of work");

    /// <summary>Works until nothing is due, also after a moment.</summary>
    /// <param name="stopping">Takes nothing more; what is under way is finished.</param>
    public async Task LookAsync(CancellationToken stopping)
    {
        using var look = crew.Begin();
        while (!stopping.IsCancellationRequested)
        {
            if (await TakeAsync() is { } run) await WorkAsync(run, stopping);
            else if (!await look.WaitAsync(stopping)) return;
        }
    }

    private async Task<RunId?> TakeAsync()
    {
        try
        {
            var run = await wakes.TakeAsync();
            taking.Passed();
            return run;
        }
        catch (Exception e)
        {
            // While the database cannot write, jobs that fail would be told of each second; so the next time is when work is told of.
            taking.Add(e);
            return null;
        }
    }

    private async Task WorkAsync(RunId run, CancellationToken stopping)
    {
        try
        {
            await CrashPoints.ReachAsync(CrashPoint.Taken, run);
            await worker.WorkAsync(run, stopping);
            failures.Passed();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Whoever sweeps next finds what can go on of it.
        }
        catch (Exception e)
        {
            // One run that cannot be worked on must not keep the others from their turn; the sweep brings it back.
            failures.Add(e);
        }
    }
}
