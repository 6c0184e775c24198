namespace GenOps.Web.Components;

/// <summary>One timer per page visit that keeps relative times true; it runs only while somebody listens.</summary>
public sealed class PageTicker(TimeProvider time) : IDisposable
{
    /// <summary>How often listeners are told.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private Action? _listeners;
    private ITimer? _timer;

    /// <summary>Raised every <see cref="Period"/>, on a thread of the pool.</summary>
    public event Action Tick
    {
        add
        {
            lock (_gate)
            {
                _listeners += value;
                _timer ??= time.CreateTimer(_ => _listeners?.Invoke(), null, Period, Period);
            }
        }

        remove
        {
            lock (_gate)
            {
                _listeners -= value;
                if (_listeners is null) Stop();
            }
        }
    }

    /// <summary>Whether a timer runs; false once the last listener has gone.</summary>
    public bool IsRunning => _timer is not null;

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            _listeners = null;
            Stop();
        }
    }

    private void Stop()
    {
        _timer?.Dispose();
        _timer = null;
    }
}
