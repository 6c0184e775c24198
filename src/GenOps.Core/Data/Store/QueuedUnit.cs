namespace GenOps.Core.Data.Store;

/// <summary>A unit on its way to a commit.</summary>
/// <param name="unit">What is committed.</param>
/// <param name="locks">What it locks; null where nothing is locked by row.</param>
internal sealed class QueuedUnit(StoreUnit unit, StoreLocks? locks)
{
    // Whoever waits goes on elsewhere, not on the thread that commits.
    private readonly TaskCompletionSource<bool> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StoreUnit Unit { get; } = unit;

    public StoreLocks? Locks { get; } = locks;

    /// <summary>What whoever queued it waits for.</summary>
    public Task<bool> Done => done.Task;

    /// <summary>It said yes, so that it is written.</summary>
    public bool Agreed { get; set; }

    /// <summary>What it threw while it decided; null where it did not.</summary>
    public Exception? Fault { get; set; }

    /// <summary>What of other units keeps it out of a group.</summary>
    public IEnumerable<Guid> Keys => Unit.Apart.Prepend(Unit.Key);

    /// <summary>Begins anew.</summary>
    public void Reset() => (Agreed, Fault) = (false, null);

    /// <summary>Its transaction has ended.</summary>
    public void Finish()
    {
        if (Fault is not null) done.SetException(Fault);
        else done.SetResult(Agreed);
    }

    /// <summary>Nothing of it is written, as far as anybody knows.</summary>
    public void Fail(Exception exception) => done.SetException(exception);
}
