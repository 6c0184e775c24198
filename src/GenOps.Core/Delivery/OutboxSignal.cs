namespace GenOps.Core.Delivery;

/// <summary>Tells the dispatcher of this process that a message was just committed, so that it need not wait for its next look.</summary>
public interface IOutboxSignal
{
    /// <summary>Called after the commit.</summary>
    void Notify();
}

/// <summary>One waiting dispatcher, any number of callers; calls that come close together wake it once.</summary>
public sealed class OutboxSignal : IOutboxSignal, IDisposable
{
    private readonly SemaphoreSlim pending = new(0, 1);

    /// <inheritdoc />
    public void Notify()
    {
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
