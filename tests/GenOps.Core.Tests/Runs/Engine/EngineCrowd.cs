using System.Collections.Concurrent;
using GenOps.Core.Delivery;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenOps.Core.Tests.Runs.Engine;

/// <summary>Works on many runs at once, as a server does: so many workers look for what is due, until nothing is left that can go on.</summary>
public sealed class EngineCrowd(EngineFixture engine, int workers) : ILookQueue
{
    private readonly ConcurrentDictionary<Task, byte> looking = new();
    private WorkSearch? search;

    /// <inheritdoc />
    public int Queued => 0;

    /// <inheritdoc />
    public void Enqueue()
    {
        var look = Task.Run(() => search!.LookAsync(CancellationToken.None));
        looking[look] = 0;
        _ = look.ContinueWith(t => looking.TryRemove(t, out _), TaskScheduler.Default);
    }

    /// <summary>Dispatches and works.</summary>
    /// <param name="observe">Called again and again meanwhile.</param>
    public async Task WorkToRestAsync(Func<Task> observe)
    {
        using var signal = new OutboxSignal();
        var wakes = new DueWakes(engine.Database.Contexts, engine.Database.Store, TimeProvider.System);
        var crew = new LookCrew(workers, TimeSpan.Zero, TimeProvider.System);
        search = new WorkSearch(engine.Get<IRunWorker>(), wakes, crew, TimeProvider.System, NullLogger<WorkSearch>.Instance);
        using var dispatcher = new OutboxDispatcher(wakes, crew, this, signal, TimeProvider.System, NullLogger<OutboxDispatcher>.Instance);
        using var rescue = engine.Make<OrphanRescue>();
        while (true)
        {
            var due = await dispatcher.DispatchDueAsync(CancellationToken.None);
            await observe();
            if (!due && looking.IsEmpty)
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
}
