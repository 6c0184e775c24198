using GenOps.Core.Data.Store;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Tests.Runs.Engine.Safeguards;

/// <summary>The store, with a test's own words before and after what is committed.</summary>
internal sealed class WatchedStore(IEngineStore inner, Func<StoreUnit, Func<StoreUnit, Task<bool>>, Task<bool>> commit) : IEngineStore
{
    public StoreCounts Counts => inner.Counts;

    /// <summary>Puts it in place of the one that is registered, which stays its maker's.</summary>
    public static void Watch(IServiceCollection services, Func<StoreUnit, Func<StoreUnit, Task<bool>>, Task<bool>> commit)
    {
        var inner = (IEngineStore)services.Last(s => s.ServiceType == typeof(IEngineStore)).ImplementationInstance!;
        services.AddSingleton<IEngineStore>(new WatchedStore(inner, commit));
    }

    public Task<bool> CommitAsync(StoreUnit unit) => commit(unit, inner.CommitAsync);

    public Task ReadAsync(Action<StoreReading> ask) => inner.ReadAsync(ask);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A unit whose group breaks off once this unit has written.</summary>
internal sealed class BrokenUnit(StoreUnit inner) : StoreUnit
{
    private readonly TaskCompletionSource<bool> written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Guid Key => inner.Key;

    /// <summary>True once it has written, which says nothing of its commit.</summary>
    public Task<bool> Written => written.Task;

    public override void Lock(StoreLocks locks) => inner.Lock(locks);

    public override void Ask(StoreReading reading) => inner.Ask(reading);

    public override bool Decide() => inner.Decide();

    public override void Write(StoreWriting writing)
    {
        inner.Write(writing);
        written.TrySetResult(true);
        throw new InvalidOperationException("The group breaks off.");
    }
}
