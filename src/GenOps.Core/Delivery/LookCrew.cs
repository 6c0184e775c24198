namespace GenOps.Core.Delivery;

/// <summary>
/// The looks for work of this process. One that finds nothing waits a moment to be told of more, so that while there is always a little
/// to do no job is made for each run. It holds a worker meanwhile that would have nothing else to do.
/// </summary>
/// <param name="workers">How many there are to be at once.</param>
/// <param name="patience">How long one waits for more.</param>
/// <param name="time">Measures it.</param>
public sealed class LookCrew(int workers, TimeSpan patience, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly LinkedList<TaskCompletionSource> waiting = [];
    private int begun;
    private int missed;

    /// <summary>How long a look of a serving process waits for more.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How many could take up work now: those that wait, and those that may yet begin.</summary>
    public int Able
    {
        get
        {
            lock (gate) return waiting.Count + Free;
        }
    }

    private int Free => Math.Max(0, workers - begun);

    /// <summary>Tells those that wait of work that is due.</summary>
    /// <param name="due">How much there is.</param>
    /// <returns>How many more looks should begin for it.</returns>
    public int Tell(int due)
    {
        lock (gate)
        {
            // The last one first, so that those who are too many find the time to end.
            for (; due > 0 && waiting.Last is { } last; due--)
            {
                waiting.RemoveLast();
                last.Value.SetResult();
            }

            // Whoever found nothing a moment ago and does not wait yet looks once more.
            missed = due;
            return Math.Min(due, Free);
        }
    }

    /// <summary>Begins a look; disposing ends it.</summary>
    internal Look Begin()
    {
        lock (gate) begun++;
        return new Look(this);
    }

    private async Task<bool> WaitAsync(CancellationToken stopping)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (missed > 0)
            {
                missed--;
                return true;
            }

            waiting.AddLast(told);
        }

        try
        {
            await told.Task.WaitAsync(patience, time, stopping);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // Told at the same moment, it counts on this one.
            lock (gate) return !waiting.Remove(told);
        }
    }

    /// <summary>One look under way.</summary>
    internal sealed class Look(LookCrew crew) : IDisposable
    {
        /// <summary>Waits for more work.</summary>
        /// <param name="stopping">Ends it.</param>
        /// <returns>Whether there may be some; else the look is to end.</returns>
        public Task<bool> WaitAsync(CancellationToken stopping) => crew.WaitAsync(stopping);

        /// <inheritdoc />
        public void Dispose()
        {
            lock (crew.gate) crew.begun--;
        }
    }
}
