using System.Collections.Concurrent;
using GenOps.Core.Data.Store;

namespace GenOps.Core.Tests.Runs.Engine.Hot;

/// <summary>The store, with a test's own words before a unit is queued and after what became of it is known.</summary>
internal sealed class WatchedStore(IEngineStore inner) : IEngineStore
{
    public StoreCounts Counts => inner.Counts;

    /// <summary>Called before a unit is queued; may throw in its place, or give another one.</summary>
    public Func<StoreUnit, Task<StoreUnit>> Before { get; set; } = Task.FromResult;

    /// <summary>Called once a unit is queued.</summary>
    public Action<StoreUnit> Queued { get; set; } = _ => { };

    /// <summary>Called with what became of a unit, before whoever queued it hears of it; may throw in its place.</summary>
    public Func<StoreUnit, bool, Task> After { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Called when one threw, before whoever queued it hears of it.</summary>
    public Action Threw { get; set; } = () => { };

    /// <summary>Every unit that was decided, and whether it was committed, in order.</summary>
    public ConcurrentQueue<(StoreUnit Unit, bool Agreed)> Decided { get; } = new();

    /// <summary>What units threw.</summary>
    public ConcurrentQueue<Exception> Thrown { get; } = new();

    public async Task<bool> CommitAsync(StoreUnit unit)
    {
        try
        {
            unit = await Before(unit);
            var committing = inner.CommitAsync(unit);
            Queued(unit);
            var agreed = await committing;
            Decided.Enqueue((unit, agreed));
            await After(unit, agreed);
            return agreed;
        }
        catch (Exception e)
        {
            Thrown.Enqueue(e);
            Threw();
            throw;
        }
    }

    public Task ReadAsync(Action<StoreReading> ask) => inner.ReadAsync(ask);

    // The database's own, which ends it.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
