using System.Collections.Concurrent;
using GenOps.Core.Delivery;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Runs.Limits;
using GenOps.Core.Runs.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Tests.Runs.Engine;

/// <summary>Works on many runs at once, as a server does: the outbox is dispatched to so many workers, until nothing is left that can go on.</summary>
public sealed class EngineCrowd(EngineFixture engine, int workers) : IRunQueue, IDisposable
{
    private readonly SemaphoreSlim free = new(workers);
    private readonly ConcurrentDictionary<Task, byte> looking = new();

    /// <inheritdoc />
    public void Enqueue(RunId run, RunPriority priority)
    {
        var look = LookAsync(run);
        looking[look] = 0;
        _ = look.ContinueWith(t => looking.TryRemove(t, out _), TaskScheduler.Default);
    }

    /// <inheritdoc />
    public void Dispose() => free.Dispose();

    /// <summary>Dispatches and works.</summary>
    /// <param name="observe">Called again and again meanwhile.</param>
    public async Task WorkToRestAsync(Func<Task> observe)
    {
        using var signal = new OutboxSignal();
        using var dispatcher = new OutboxDispatcher(engine.Database.Contexts, this, signal, TimeProvider.System, NullLogger<OutboxDispatcher>.Instance);
        using var rescue = new OrphanRescue(
            engine.Database.Contexts, engine.Database.Choice, engine.Get<CallSpool>(), this, engine.Get<LeaseClock>(), engine.Get<NodeIdentity>(), engine.Get<RunTimeouts>(), engine.Get<RunPlaces>(), engine.Get<StepPlaces>(),
            engine.Get<IOptions<RecoveryOptions>>(),
            TimeProvider.System, NullLogger<OrphanRescue>.Instance);
        while (true)
        {
            var dispatched = await dispatcher.DispatchDueAsync(CancellationToken.None);
            await observe();
            if (dispatched == 0 && looking.IsEmpty)
            {
                if (await AtRestAsync()) return;
                // A step whose worker broke off on a busy machine is found again, as in a server.
                await rescue.SweepAsync(CancellationToken.None);
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Nothing is under way, and what is ready is held.</summary>
    private async Task<bool> AtRestAsync()
    {
        await using var db = engine.Open();
        if (await db.Outbox.AnyAsync(m => m.DispatchedAt == null) || await db.StepRuns.AnyAsync(s => s.State == StepState.Running)) return false;
        var held = await db.Holds.Where(h => h.ReleasedAt == null).Select(h => h.Target).ToListAsync();
        var ready = await db.StepRuns.Where(s => s.State == StepState.Ready).Select(s => s.Id).ToListAsync();
        return ready.All(s => held.Contains(s.ToString()));
    }

    private async Task LookAsync(RunId run)
    {
        await free.WaitAsync();
        try
        {
            await Task.Run(() => engine.Get<RunWorker>().WorkAsync(run, CancellationToken.None));
        }
        finally
        {
            free.Release();
        }
    }
}
