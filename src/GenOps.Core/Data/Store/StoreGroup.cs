namespace GenOps.Core.Data.Store;

/// <summary>What the units of one transaction know together.</summary>
internal sealed class StoreGroup
{
    /// <summary>The rows that were read.</summary>
    public RowTracker Rows { get; } = new();

    /// <summary>The facts that were asked once for all.</summary>
    public Dictionary<Type, SharedFacts> Shared { get; } = [];

    /// <summary>Lets a unit decide; where it refuses, rows are as they were.</summary>
    public bool Decide(QueuedUnit queued)
    {
        var agreed = false;
        try
        {
            agreed = queued.Unit.Decide();
        }
        catch (Exception e)
        {
            // The unit's own fault, and nothing of it has reached the database.
            queued.Fault = e;
        }

        if (!agreed) Rows.SetBack();
        return queued.Agreed = agreed;
    }
}
