namespace GenOps.Core.Data;

/// <summary>Those who wait to write to one SQLite database: first come first served, but for the urgent, who go before all others.</summary>
internal sealed class WriteQueue
{
    private readonly Lock gate = new();
    private readonly Queue<TaskCompletionSource> urgent = new();
    private readonly Queue<TaskCompletionSource> others = new();
    private bool taken;

    /// <summary>Waits for the turn.</summary>
    /// <param name="isUrgent">Whether to go before all that are not.</param>
    /// <param name="patience">How long at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when patience ran out first: the turn is not held.</returns>
    public async ValueTask<bool> WaitAsync(bool isUrgent, TimeSpan patience, CancellationToken cancellationToken)
    {
        TaskCompletionSource waiter;
        lock (gate)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!taken) return taken = true;
            waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (isUrgent ? urgent : others).Enqueue(waiter);
        }

        try
        {
            await waiter.Task.WaitAsync(patience, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            // It may have been handed over at this very moment.
            return !waiter.TrySetCanceled(CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            if (!waiter.TrySetCanceled(CancellationToken.None)) Release();
            throw;
        }
    }

    /// <summary>Hands the turn to the next one.</summary>
    public void Release()
    {
        lock (gate)
        {
            while (urgent.TryDequeue(out var next) || others.TryDequeue(out next))
            {
                if (next.TrySetResult()) return;
            }

            taken = false;
        }
    }
}
