namespace GenOps.Core.Delivery;

/// <summary>Tells the dispatchers that a message was just committed, so that they need not wait for their next look.</summary>
public interface IOutboxSignal
{
    /// <summary>Called after the commit.</summary>
    void Notify();
}

/// <summary>One waiting dispatcher, any number of callers; calls that come close together wake it once.</summary>
/// <param name="others">Carries it to other nodes; null where there are none.</param>
public sealed class OutboxSignal(NodeNotices? others = null) : IOutboxSignal, IDisposable
{
    private readonly SemaphoreSlim pending = new(0, 1);

    /// <inheritdoc />
    public void Notify()
    {
        Hear();
        others?.OutboxFilled();
    }

    /// <summary>Wakes the dispatcher of this process only: what another node said.</summary>
    public void Hear()
    {
        if (pending.CurrentCount > 0) return;
        try
        {
            pending.Release();
        }
        catch (SemaphoreFullException)
        {
            // A wake-up is already pending, and one is enough.
        }
    }

    /// <summary>Waits for a call, or for the time to pass.</summary>
    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => pending.WaitAsync(atMost, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => pending.Dispose();
}
