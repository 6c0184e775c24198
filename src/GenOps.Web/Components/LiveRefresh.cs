using GenOps.Core;
using GenOps.Core.Delivery;

namespace GenOps.Web.Components;

/// <summary>
/// Keeps a page true while it is looked at: reads again soon after a change told by <see cref="RunChanges"/>, and every
/// <see cref="Poll"/> besides, since other processes tell nothing. A burst of changes is one reading, and readings never overlap.
/// </summary>
public sealed class LiveRefresh : IDisposable
{
    /// <summary>How soon after a change the page reads.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(250);

    /// <summary>How often it reads without having heard of a change.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    private readonly Func<Task> _read;
    private readonly TimeSpan _soon;
    private readonly ITimer _timer;
    private readonly IDisposable _subscription;
    private readonly Lock _gate = new();
    private bool _told;
    private bool _reading;
    private bool _disposed;

    /// <param name="changes">Where changes are told.</param>
    /// <param name="run">The run; null for all.</param>
    /// <param name="clock">For the timers.</param>
    /// <param name="read">Reads and shows; called on a thread of the pool.</param>
    /// <param name="soon">How soon after a change it reads; null for <see cref="Soon"/>.</param>
    public LiveRefresh(RunChanges changes, RunId? run, TimeProvider clock, Func<Task> read, TimeSpan? soon = null)
    {
        (_read, _soon) = (read, soon ?? Soon);
        _timer = clock.CreateTimer(_ => _ = TickAsync(), null, Poll, Poll);
        _subscription = changes.Subscribe(run, OnChange);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate) _disposed = true;
        _subscription.Dispose();
        _timer.Dispose();
    }

    private void OnChange()
    {
        lock (_gate)
        {
            if (_told || _disposed) return;
            _told = true;
            _timer.Change(_soon, Poll);
        }
    }

    private async Task TickAsync()
    {
        lock (_gate)
        {
            if (_disposed) return;
            if (_reading)
            {
                // What changed after a reading began may not be in it: once more as soon as it is over.
                if (_told) _timer.Change(_soon, Poll);
                return;
            }

            _told = false;
            _reading = true;
        }

        try
        {
            await _read();
        }
        catch (ObjectDisposedException)
        {
            // The page went while it was reading.
        }
        finally
        {
            lock (_gate) _reading = false;
        }
    }
}
