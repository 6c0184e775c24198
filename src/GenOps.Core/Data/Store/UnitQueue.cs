namespace GenOps.Core.Data.Store;

/// <summary>Units that wait for a commit, and which of them go together.</summary>
internal sealed class UnitQueue
{
    private readonly object gate = new();
    private List<QueuedUnit> waiting = [];
    private bool closed;

    /// <summary>Adds one; false where no more are taken.</summary>
    public bool TryAdd(QueuedUnit unit)
    {
        lock (gate)
        {
            if (closed) return false;
            waiting.Add(unit);
            Monitor.Pulse(gate);
            return true;
        }
    }

    /// <summary>Takes no more; those that wait are still given out.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Waits for units, and takes as many as may go together; none once it is closed and empty.</summary>
    public IReadOnlyList<QueuedUnit> Take(int most)
    {
        lock (gate)
        {
            while (waiting.Count == 0 && !closed) Monitor.Wait(gate);
            return TakeNow(most);
        }
    }

    private List<QueuedUnit> TakeNow(int most)
    {
        var group = new List<QueuedUnit>();
        var keys = new HashSet<Guid>();
        // Which unit keeps back another: one of its key that was taken, or that came before it and still waits.
        var ahead = new HashSet<Guid>();
        foreach (var unit in waiting)
        {
            if (unit.Unit.IsUrgent && group.Count < most && !ahead.Overlaps(unit.Keys)) Take(unit);
            ahead.UnionWith(unit.Keys);
        }

        var left = new List<QueuedUnit>();
        foreach (var unit in waiting)
        {
            if (group.Contains(unit)) continue;
            if (group.Count < most && !keys.Overlaps(unit.Keys)) Take(unit);
            else left.Add(unit);
            keys.UnionWith(unit.Keys);
        }

        waiting = left;
        return group;

        void Take(QueuedUnit unit)
        {
            group.Add(unit);
            keys.UnionWith(unit.Keys);
        }
    }
}
