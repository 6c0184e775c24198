namespace GenOps.Core.Data.Store;

/// <summary>
/// What both databases have in common: a thread of its own takes what waits, commits it together, and goes on with less where that fails.
/// It begins with the first unit.
/// </summary>
internal abstract class EngineStore(RowMaps maps) : IEngineStore
{
    /// <summary>So many units share a commit at most.</summary>
    public const int MostTogether = 64;

    private readonly UnitQueue queue = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim never = new();
    private long groups, units, statements;
    private int started;

    /// <inheritdoc />
    public StoreCounts Counts => new(Volatile.Read(ref groups), Volatile.Read(ref units), Volatile.Read(ref statements));

    /// <summary>What a failed transaction is followed by.</summary>
    protected enum Next
    {
        /// <summary>The same once more, after a moment.</summary>
        Again,

        /// <summary>Each unit by itself, since one of them may be what failed.</summary>
        Alone,

        /// <summary>Nothing: the database takes nothing at the moment.</summary>
        Nothing,
    }

    /// <summary>How entities stand in their tables.</summary>
    protected RowMaps Maps => maps;

    /// <summary>The transaction that is under way has sent its COMMIT.</summary>
    protected bool IsCommitting { get; set; }

    /// <inheritdoc />
    public async Task<bool> CommitAsync(StoreUnit unit)
    {
        WriteTurn.MustNotHold("committing through the store");
        var queued = new QueuedUnit(unit, Locks(unit));
        ObjectDisposedException.ThrowIf(!queue.TryAdd(queued), this);
        Begin();
        return await queued.Done;
    }

    /// <inheritdoc />
    public abstract Task ReadAsync(Action<StoreReading> ask);

    /// <summary>Commits what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Close();
        Begin();
        await ended.Task;
        End();
        never.Dispose();
    }

    /// <summary>What a unit locks before it reads; null where the transaction is lock enough.</summary>
    protected abstract StoreLocks? Locks(StoreUnit unit);

    /// <summary>Asks, decides, writes and commits a group in one transaction; where it throws, none of it is written, as far as anybody knows.</summary>
    protected abstract void Commit(IReadOnlyList<QueuedUnit> group);

    /// <summary>What to do after a failure before COMMIT.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="tries">How often the same was done again already.</param>
    protected abstract Next After(Exception exception, int tries);

    /// <summary>What a failure of COMMIT itself is told as.</summary>
    protected abstract Exception Uncommitted(Exception exception);

    /// <summary>Gives up the connection, with whatever it began.</summary>
    protected abstract void Disconnect();

    /// <summary>The store ends, and nothing is under way.</summary>
    protected virtual void End() => Disconnect();

    /// <summary>Counts statements.</summary>
    protected void Ran(int count) => Volatile.Write(ref statements, statements + count);

    private void Begin()
    {
        // Whoever happens to be first gives nothing of its flow to the thread.
        if (Interlocked.Exchange(ref started, 1) == 0) new Thread(Work) { IsBackground = true, Name = "GenOps store" }.UnsafeStart();
    }

    private void Work()
    {
        for (var group = queue.Take(MostTogether); group.Count > 0; group = queue.Take(MostTogether)) Run(group);
        ended.SetResult();
    }

    /// <summary>Brings a group to an end; gives back what keeps others from being tried, if anything.</summary>
    private Exception? Run(IReadOnlyList<QueuedUnit> group)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                CommitOnce(group);
                foreach (var unit in group) unit.Finish();
                return null;
            }
            catch (Exception e)
            {
                if (IsCommitting) return Fail(group, Uncommitted(e), null);
                switch (After(e, tries))
                {
                    case Next.Again:
                        never.Wait(Random.Shared.Next(2, 20));
                        continue;
                    case Next.Alone:
                        return group.Count == 1 ? Fail(group, e, null) : RunAlone(group);
                    default:
                        return Fail(group, e, e);
                }
            }
        }
    }

    private Exception? RunAlone(IReadOnlyList<QueuedUnit> group)
    {
        for (var i = 0; i < group.Count; i++)
        {
            if (Run([group[i]]) is { } trouble) return Fail(group.Skip(i + 1), trouble, trouble);
        }

        return null;
    }

    private static Exception? Fail(IEnumerable<QueuedUnit> group, Exception exception, Exception? trouble)
    {
        foreach (var unit in group) unit.Fail(exception);
        return trouble;
    }

    private void CommitOnce(IReadOnlyList<QueuedUnit> group)
    {
        IsCommitting = false;
        foreach (var unit in group) unit.Reset();
        var guard = WriteGuard.Enter();
        guard.IsHeld = true;
        try
        {
            Commit(group);
        }
        finally
        {
            guard.IsHeld = false;
        }

        Volatile.Write(ref groups, groups + 1);
        Volatile.Write(ref units, units + group.Count);
    }
}
