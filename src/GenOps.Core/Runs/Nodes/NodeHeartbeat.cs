using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Inference.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Runs.Nodes;

/// <summary>What a process says of itself.</summary>
/// <param name="Role"><c>all</c>, <c>web</c> or <c>worker</c>.</param>
/// <param name="Workers">How many runs it works on at once; 0 where it works on none.</param>
public sealed record NodeFacts(string Role, int Workers);

/// <summary>Says every few seconds that this process lives, and forgets those that were silent for a day.</summary>
public sealed class NodeHeartbeat(
    IDbContextFactory<GenOpsDbContext> factory, NodeIdentity identity, NodeFacts facts, LeaseClock clock, TimeProvider time, ILogger<NodeHeartbeat> log)
    : BackgroundService
{
    private readonly RepeatedFailures failures = new(log, time, "The sign of life of this node");

    /// <summary>How often.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    /// <summary>A process that was silent for so long is taken for gone.</summary>
    public static readonly TimeSpan Gone = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await using var db = await factory.CreateDbContextAsync(cancellationToken);
            await db.Nodes.Where(n => n.Name == identity.Name).ExecuteDeleteAsync(cancellationToken);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException)
        {
            log.LogWarning("This node could not take itself off the list and is shown as gone: {Problem}", e.Message);
        }
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PeriodicWork.RunAsync(BeatAsync, Beat, failures, time, stoppingToken);

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        using var turn = await WriteTurn.TakeAsync(db, cancellationToken);
        // By the clock that all nodes share, or a wrong one would look gone.
        var now = await clock.NowAsync(db, cancellationToken);
        var known = await db.Nodes.Where(n => n.Name == identity.Name).ExecuteUpdateAsync(n => n.SetProperty(x => x.SeenAt, now), cancellationToken);
        if (known > 0) return;
        var forgotten = now - Memory;
        await db.Nodes.Where(n => n.SeenAt < forgotten).ExecuteDeleteAsync(cancellationToken);
        db.Add(new Node
        {
            Name = identity.Name,
            Home = identity.Home,
            Machine = Environment.MachineName,
            Role = facts.Role,
            Version = typeof(NodeHeartbeat).Assembly.GetName().Version?.ToString(3) ?? "",
            Workers = facts.Workers,
            StartedAt = now,
            SeenAt = now,
        });
        await db.SaveChangesAsync(cancellationToken);
    }
}
