namespace GenOps.Core.Delivery;

/// <summary>Work that a process does again and again for as long as it lives. A failure is told, and never ends it.</summary>
public static class PeriodicWork
{
    /// <summary>Works, rests, and works again.</summary>
    /// <param name="round">One round.</param>
    /// <param name="rest">Between two, and after a failure.</param>
    /// <param name="failures">Tells of those.</param>
    /// <param name="time">Measures the rest.</param>
    /// <param name="stopping">Ends it, without an exception.</param>
    public static Task RunAsync(
        Func<CancellationToken, Task> round, TimeSpan rest, RepeatedFailures failures, TimeProvider time, CancellationToken stopping) =>
        RunAsync(round, token => Task.Delay(rest, time, token), token => Task.Delay(rest, time, token), failures, stopping);

    /// <summary>The same, where the rest depends on what the round did.</summary>
    /// <param name="round">One round.</param>
    /// <param name="rest">Between two.</param>
    /// <param name="restAfterFailure">After one that failed.</param>
    /// <param name="failures">Tells of those.</param>
    /// <param name="stopping">Ends it, without an exception.</param>
    public static async Task RunAsync(
        Func<CancellationToken, Task> round, Func<CancellationToken, Task> rest, Func<CancellationToken, Task> restAfterFailure,
        RepeatedFailures failures, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await (await WorkAsync(round, failures, stopping) ? rest : restAfterFailure)(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static async Task<bool> WorkAsync(Func<CancellationToken, Task> round, RepeatedFailures failures, CancellationToken stopping)
    {
        try
        {
            await round(stopping);
            failures.Passed();
            return true;
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            failures.Add(e);
            return false;
        }
    }
}
