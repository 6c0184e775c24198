using GenOps.Core.Data.Store;
using GenOps.Core.Delivery;
using GenOps.Core.Pipelines;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Data.Store;

/// <summary>A suite of the store on both databases.</summary>
public abstract class StoreTest(DatabaseKind kind) : DatabaseTest(kind)
{
    protected static DateTime Noon { get; } = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    protected IEngineStore Store => Database.Store;

    private protected static OutboxMessage Message(string name) => new()
    {
        Id = Id.New<OutboxMessageId>(),
        DedupeKey = name,
        RunId = Id.New<RunId>(),
        Priority = RunPriority.High,
        DueAt = Noon,
    };

    /// <summary>A unit that adds a message.</summary>
    private protected static TestUnit Adds(string name, bool urgent = false, Guid? key = null, List<string>? order = null) => new()
    {
        Of = key ?? Guid.NewGuid(),
        Urgent = urgent,
        Decides = () =>
        {
            order?.Add(name);
            return true;
        },
        Writes = w => w.Insert(Message(name)),
    };

    /// <summary>A unit that changes a pipeline it has locked and read.</summary>
    private protected static TestUnit Changes(PipelineId id, Func<Pipeline, bool> change)
    {
        Asked<Pipeline?> asked = null!;
        return new TestUnit
        {
            Locks = l => l.Rows<Pipeline>(0, id.Value),
            Asks = r => asked = r.Row<Pipeline>("\"Id\" = $1", id),
            Decides = () => change(asked.Value!),
            Writes = w => w.Update(asked.Value!),
        };
    }

    /// <summary>Queues units while the store is kept busy, so that they go together as far as they may; gives what became of each, in order.</summary>
    private protected async Task<IReadOnlyList<Task<bool>>> TogetherAsync(params IEnumerable<StoreUnit> units)
    {
        using var busy = new ManualResetEventSlim();
        using var free = new ManualResetEventSlim();
        var first = Store.CommitAsync(new TestUnit
        {
            Decides = () =>
            {
                busy.Set();
                free.Wait();
                return false;
            },
        });
        await Task.WhenAny(first, Task.Run(busy.Wait));
        var all = units.Select(Store.CommitAsync).ToList();
        free.Set();
        await first;
        await Task.WhenAll(all).ContinueWith(_ => { }, TaskScheduler.Default);
        return all;
    }

    private protected async Task<Pipeline> KeepPipelineAsync()
    {
        var pipeline = new Pipeline { Id = Id.New<PipelineId>(), Name = "announce", CreatedAt = Noon, MostRunsAtOnce = 0 };
        await using var db = Open();
        db.Add(pipeline);
        await db.SaveChangesAsync();
        return pipeline;
    }

    private protected async Task<Pipeline> PipelineAsync()
    {
        await using var db = Open();
        return await db.Pipelines.SingleAsync();
    }

    private protected async Task<List<string>> MessagesAsync()
    {
        await using var db = Open();
        return await db.Outbox.Select(m => m.DedupeKey).ToListAsync();
    }
}
