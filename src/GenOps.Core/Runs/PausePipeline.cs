using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs;

/// <summary>Pauses a pipeline: it takes no new runs, and its active ones stop at the next step boundary. What is in flight is finished and kept.</summary>
public sealed class PausePipeline(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>Places the hold.</summary>
    /// <exception cref="InvalidInputException">No reason is given.</exception>
    /// <exception cref="ConflictException">It is paused already.</exception>
    public async Task ExecuteAsync(Actor actor, PipelineId id, string reason, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        if (string.IsNullOrWhiteSpace(reason)) throw new InvalidInputException("reason", "A pause needs a reason.", "Say why, for whoever finds it paused.");
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var pipeline = await db.Pipelines.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken)
            ?? throw new NotFoundException($"There is no pipeline {id}.");
        var now = time.UtcNow();
        var target = id.ToString();
        if (await HoldQuery.Active(db, now).AnyAsync(h => h.Scope == HoldScope.Pipeline && h.Target == target, cancellationToken))
            throw new ConflictException($"The pipeline '{pipeline.Name}' is paused already.");
        db.Add(new Hold
        {
            Id = Id.New<HoldId>(),
            Scope = HoldScope.Pipeline,
            Target = target,
            Reason = reason.Trim(),
            By = actor.Name,
            PlacedAt = now,
        });
        db.Record(actor, now, "pipeline.pause", "pipeline", id, $"Paused {pipeline.Name}: {reason.Trim()}");
        await db.SaveChangesAsync(cancellationToken);
    }
}

/// <summary>Ends a pause: the pipeline takes runs again, and its waiting ones go on.</summary>
public sealed class ResumePipeline(IDbContextFactory<GenOpsDbContext> factory, IOutboxSignal signal, TimeProvider time)
{
    /// <summary>Releases the hold and wakes the pipeline's runs.</summary>
    /// <exception cref="ConflictException">It is not paused.</exception>
    public async Task ExecuteAsync(Actor actor, PipelineId id, string reason, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var pipeline = await db.Pipelines.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken)
            ?? throw new NotFoundException($"There is no pipeline {id}.");
        var now = time.UtcNow();
        var target = id.ToString();
        var released = await db.Holds
            .Where(h => h.Scope == HoldScope.Pipeline && h.Target == target && h.ReleasedAt == null)
            .ExecuteUpdateAsync(h => h.SetProperty(x => x.ReleasedAt, now).SetProperty(x => x.ReleasedBy, actor.Name), cancellationToken);
        if (released == 0) throw new ConflictException($"The pipeline '{pipeline.Name}' is not paused.");
        var waiting = await db.Runs.Where(r => r.PipelineId == id)
            .Where(r => r.State == RunState.Pending || r.State == RunState.Running)
            .Select(r => r.Id).ToListAsync(cancellationToken);
        foreach (var run in waiting) await RunWakes.AddAsync(db, run, now, cancellationToken);
        db.Record(actor, now, "pipeline.resume", "pipeline", id, $"Resumed {pipeline.Name}{(reason.Length > 0 ? $": {reason}" : "")}");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Notify();
    }
}
