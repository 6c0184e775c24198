using System.Collections.Concurrent;

namespace GenOps.Core.Delivery;

/// <summary>
/// Tells pages that something of a run changed: those of this process at once, those of other nodes by a notice. A hint only:
/// what changed is in the database, and a page looks by itself every few seconds as well.
/// </summary>
/// <param name="others">Carries it to other nodes; null where there are none.</param>
public sealed class RunChanges(NodeNotices? others = null)
{
    private readonly ConcurrentDictionary<long, Subscription> subscriptions = new();
    private long last;

    /// <summary>How many subscriptions are open.</summary>
    public int Open => subscriptions.Count;

    /// <summary>Says that a run changed. Never throws and never waits.</summary>
    public void Publish(RunId run)
    {
        Hear(run);
        others?.RunChanged(run);
    }

    /// <summary>Tells this process only: what another node said.</summary>
    public void Hear(RunId run)
    {
        foreach (var subscription in subscriptions.Values)
        {
            if (subscription.Run is null || subscription.Run == run) subscription.OnChange();
        }
    }

    /// <summary>Calls back, on any thread, after changes of one run or of all, until disposed.</summary>
    /// <param name="run">The run; null for all.</param>
    /// <param name="onChange">Must be quick and must not throw.</param>
    public IDisposable Subscribe(RunId? run, Action onChange)
    {
        var key = Interlocked.Increment(ref last);
        var subscription = new Subscription(run, onChange, () => subscriptions.TryRemove(key, out _));
        subscriptions[key] = subscription;
        return subscription;
    }

    private sealed record Subscription(RunId? Run, Action OnChange, Action Remove) : IDisposable
    {
        public void Dispose() => Remove();
    }
}
