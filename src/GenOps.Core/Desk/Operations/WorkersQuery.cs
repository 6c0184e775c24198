using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Nodes;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Operations;

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
            await db.StepRuns.Due(now).Unheld(db, now).CountAsync(s => s.WaitsFor != WaitKind.Budget, cancellationToken),
            await ready.Where(s => s.ReadyAt <= now).MinAsync(s => s.ReadyAt, cancellationToken),
            await ready.CountAsync(s => s.ReadyAt > now, cancellationToken),
            await running.CountAsync(s => s.LeaseUntil >= now, cancellationToken),
            await running.CountAsync(s => s.LeaseUntil < now, cancellationToken),
            await due.CountAsync(cancellationToken),
            await due.Select(m => (DateTime?)m.DueAt).MinAsync(cancellationToken));
    }
}
