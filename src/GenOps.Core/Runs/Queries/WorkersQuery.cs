using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Queries;

/// <summary>One process, and what it has in hand.</summary>
public sealed record NodeLine
{
    public required string Name { get; init; }

    public required string Machine { get; init; }

    /// <summary><c>all</c>, <c>web</c> or <c>worker</c>.</summary>
    public required string Role { get; init; }

    public required string Version { get; init; }

    /// <summary>How many runs it works on at once; 0 where it works on none.</summary>
    public required int Workers { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime SeenAt { get; init; }

    /// <summary>False when it has not been heard of for <see cref="NodeHeartbeat.Gone"/>: its steps go to others when their leases end.</summary>
    public required bool Lives { get; init; }

    /// <summary>Steps it holds a lease on that has not run out.</summary>
    public required int Steps { get; init; }
}

/// <summary>What waits to be worked on.</summary>
/// <param name="ReadySteps">Steps that could be worked on now; not those that are held.</param>
/// <param name="OldestReadyAt">Since when the oldest of them could, UTC; null for none.</param>
/// <param name="LaterSteps">Steps that wait for a time, such as after a provider asked for a pause.</param>
/// <param name="RunningSteps">Steps under a lease.</param>
/// <param name="LostLeases">Steps whose lease ran out: somebody died, and the sweep is about to give them to another.</param>
/// <param name="Undispatched">Wake-ups that are due and not handed over yet.</param>
/// <param name="OldestDueAt">Since when the oldest of them is due, UTC; null for none.</param>
public sealed record QueueFacts(
    int ReadySteps, DateTime? OldestReadyAt, int LaterSteps, int RunningSteps, int LostLeases, int Undispatched, DateTime? OldestDueAt);

/// <summary>Who works, and what waits for them.</summary>
/// <param name="Nodes">Those that live first, then the latest heard of.</param>
/// <param name="Queue">What waits.</param>
public sealed record WorkersOverview(IReadOnlyList<NodeLine> Nodes, QueueFacts Queue);

/// <summary>Reads nodes and queues.</summary>
public sealed class WorkersQuery(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>All of it as it is now.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<WorkersOverview> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Desk);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = time.UtcNow();
        var alive = now - NodeHeartbeat.Gone;
        var held = await db.StepRuns.Where(s => s.State == StepState.Running && s.LeaseUntil >= now)
            .GroupBy(s => s.LeaseOwner).Select(g => new { Owner = g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Owner, g => g.Count, cancellationToken);
        var nodes = await db.Nodes.AsNoTracking().ToListAsync(cancellationToken);
        return new WorkersOverview(
            [
                .. nodes.Select(n => new NodeLine
                {
                    Name = n.Name,
                    Machine = n.Machine,
                    Role = n.Role,
                    Version = n.Version,
                    Workers = n.Workers,
                    StartedAt = n.StartedAt,
                    SeenAt = n.SeenAt,
                    Lives = n.SeenAt >= alive,
                    Steps = held.GetValueOrDefault(n.Name),
                }).OrderByDescending(n => n.Lives).ThenByDescending(n => n.SeenAt).ThenBy(n => n.Name, StringComparer.Ordinal),
            ],
            await QueueAsync(db, now, cancellationToken));
    }

    private static async Task<QueueFacts> QueueAsync(GenOpsDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        var ready = db.StepRuns.Where(s => s.State == StepState.Ready);
        var due = db.Outbox.Where(m => m.DispatchedAt == null && m.DueAt <= now);
        var running = db.StepRuns.Where(s => s.State == StepState.Running);
        return new QueueFacts(
            await ready.CountAsync(s => (s.ReadyAt == null || s.ReadyAt <= now) && s.WaitsFor != WaitKind.Budget && s.WaitsFor != WaitKind.Doubt && s.WaitsFor != WaitKind.Hold, cancellationToken),
            await ready.Where(s => s.ReadyAt <= now).MinAsync(s => s.ReadyAt, cancellationToken),
            await ready.CountAsync(s => s.ReadyAt > now, cancellationToken),
            await running.CountAsync(s => s.LeaseUntil >= now, cancellationToken),
            await running.CountAsync(s => s.LeaseUntil < now, cancellationToken),
            await due.CountAsync(cancellationToken),
            await due.Select(m => (DateTime?)m.DueAt).MinAsync(cancellationToken));
    }
}
