using System.Collections.Concurrent;

namespace GenOps.Core.Runs;

/// <summary>
/// Tells the workers of this process at once that calls of a run are to be broken off. Workers elsewhere see it in the
/// database when they next renew their lease.
/// </summary>
public sealed class RunAborts
{
    private readonly ConcurrentDictionary<long, Listener> listeners = new();
    private long last;

    /// <summary>Says that calls of a run are to be broken off. Never throws and never waits.</summary>
    public void Publish(RunId run)
    {
        foreach (var listener in listeners.Values)
        {
            if (listener.Run == run) listener.OnAbort();
        }
    }

    /// <summary>Calls back, on any thread, until disposed.</summary>
    /// <param name="run">The run.</param>
    /// <param name="onAbort">Must be quick and must not throw.</param>
    public IDisposable Listen(RunId run, Action onAbort)
    {
        var key = Interlocked.Increment(ref last);
        return listeners[key] = new Listener(run, onAbort, () => listeners.TryRemove(key, out _));
    }

    private sealed record Listener(RunId Run, Action OnAbort, Action Remove) : IDisposable
    {
        public void Dispose() => Remove();
    }
}
