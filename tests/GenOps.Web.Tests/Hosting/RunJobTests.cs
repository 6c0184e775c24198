using System.Collections.Concurrent;
using GenOps.Core;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Testing;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.States;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GenOps.Web.Tests.Hosting;

/// <summary>Delivery by Hangfire's own workers and storages, as a server has them.</summary>
public abstract class RunJobTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private const int Workers = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Look_ManyRunsDue_AreWorkedOnOnceEachByAJobAWorker()
    {
        var worker = new Worker(40);
        var storage = Storage();
        var runs = await WakeAsync(40);
        await using var services = Services(worker, storage);
        using var server = Server(services, storage);
        var dispatcher = services.GetServices<IHostedService>().OfType<OutboxDispatcher>().Single();

        await dispatcher.StartAsync(CancellationToken.None);
        await worker.Done.WaitAsync(Limit);
        await dispatcher.StopAsync(CancellationToken.None);

        Assert.Equal(runs.Select(r => r.Value).Order(), worker.Worked.Select(r => r.Value).Order());
        var jobs = storage.GetMonitoringApi().GetStatistics();
        // One may be queued beside one that was just taken out of the queue and has not begun.
        Assert.InRange(jobs.Succeeded + jobs.Processing + jobs.Enqueued, 1, 2 * Workers);
        Assert.Equal(0, jobs.Failed + jobs.Deleted);
    }

    [Theory]
    [InlineData("a-high")]
    [InlineData("low")]
    public async Task Look_JobsOfABuildBefore_AreStillWorkedOff(string queue)
    {
        var storage = Storage();
        await using var services = Services(new Worker(1), storage);
        var client = new BackgroundJobClient(storage);
        var job = client.Create<RunJob>(j => j.LookAsync(Id.New<RunId>(), CancellationToken.None), new EnqueuedState(queue));

        using var server = Server(services, storage);

        using var limit = new CancellationTokenSource(Limit);
        while (storage.GetMonitoringApi().JobDetails(job).History[0].StateName != SucceededState.StateName) await Task.Delay(20, limit.Token);
    }

    private JobStorage Storage()
    {
        if (Database.Kind == DatabaseKind.Sqlite) return new InMemoryStorage();
        var options = new PostgreSqlStorageOptions { QueuePollInterval = TimeSpan.FromSeconds(1) };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(Database.Choice.ConnectionString, options), options);
    }

    private ServiceProvider Services(Worker worker, JobStorage storage) => new ServiceCollection()
        .AddLogging()
        .AddSingleton(TimeProvider.System)
        .AddGenOpsDatabase(Database.Choice)
        .AddSingleton<IRunWorker>(worker)
        .AddSingleton<ILookQueue>(new HangfireLookQueue(new BackgroundJobClient(storage), storage))
        .AddOutboxDelivery(Workers)
        .BuildServiceProvider();

    private static BackgroundJobServer Server(ServiceProvider services, JobStorage storage) => new(
        new BackgroundJobServerOptions
        {
            Queues = HangfireLookQueue.Queues,
            WorkerCount = Workers,
            Activator = new AspNetCoreJobActivator(services.GetRequiredService<IServiceScopeFactory>()),
        },
        storage);

    private async Task<List<RunId>> WakeAsync(int count)
    {
        await using var db = Open();
        var runs = Enumerable.Range(0, count).Select(_ => Id.New<RunId>()).ToList();
        foreach (var run in runs) RunWakes.Add(db, run, RunPriority.Normal, TimeProvider.System.UtcNow());
        await db.SaveChangesAsync();
        return runs;
    }

    private sealed class Worker(int expected) : IRunWorker
    {
        private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<RunId> Worked { get; } = new();

        public Task Done => done.Task;

        public Task WorkAsync(RunId run, CancellationToken cancellationToken)
        {
            Worked.Enqueue(run);
            if (Worked.Count >= expected) done.TrySetResult();
            return Task.CompletedTask;
        }
    }
}

public sealed class RunJobTestsOnSqlite() : RunJobTests(DatabaseKind.Sqlite);

public sealed class RunJobTestsOnPostgres() : RunJobTests(DatabaseKind.Postgres);
