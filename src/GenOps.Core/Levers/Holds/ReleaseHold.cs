using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Levers.Holds;

/// <summary>Ends pauses: what waited goes on, many runs a few each second.</summary>
public sealed class ReleaseHold(
    IDbContextFactory<GenOpsDbContext> factory,
    IProviderRegistry providers,
    IOptions<LeverOptions> options,
    IOutboxSignal signal,
    RunChanges changes,
    TimeProvider time)
{
    /// <summary>Ends every pause on one thing that a person's word ends.</summary>
    /// <exception cref="NotFoundException">There is no such thing.</exception>
    /// <exception cref="ConflictException">It is not paused, or something else keeps it; the message says what helps.</exception>
    public async Task ExecuteAsync(Actor actor, HoldTarget target, string reason, CancellationToken cancellationToken, InSameCommit? also = null)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var configured = providers.Configured;
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var held = await HeldTarget.FindAsync(db, target, configured, cancellationToken);
        var now = time.UtcNow();
        // A mapped step paused ahead keeps its own pause even if it has been expanded since by a retry.
        var holds = target is HoldTarget.OfStep step
            ? HoldQuery.Active(db, now).Where(h => h.Scope == HoldScope.Step && h.RunId == step.Run
                && db.StepRuns.Any(s => s.Id == h.StepRunId && s.StepId == step.StepId))
            : HoldQuery.Active(db, now).Where(h => held.Scopes.Contains(h.Scope) && held.Targets.Contains(h.Target));
        var ended = (await holds.ToListAsync(cancellationToken)).FindAll(h => Hold.CanResume(h.Cause));
        if (ended.Count == 0) throw new ConflictException($"The {held.Name} is not paused.{await KeptRun.ExplainAsync(db, target, now, cancellationToken)}");
        await EndAsync(db, ended, actor.Name, now, cancellationToken);
        db.Record(
            actor, now, $"{PlaceHold.ActOf(target)}.resume", held.ObjectType, held.ObjectId, $"Resumed the {held.Name}{(reason.Length > 0 ? $": {reason}" : "")}");
        if (also is not null) await also(db, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Notify();
        if (held.RunId is { } run) changes.Publish(run);
    }

    /// <summary>Ends the pauses whose time has come.</summary>
    /// <returns>How many.</returns>
    public async Task<int> EndDueAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = time.UtcNow();
        var due = await db.Holds.AsNoTracking().Where(h => h.ReleasedAt == null && h.Until != null && h.Until <= now)
            .OrderBy(h => h.Until).Take(1000).ToListAsync(cancellationToken);
        if (due.Count == 0) return 0;
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var ended = await EndAsync(db, due, Actor.System.Name, now, cancellationToken);
        foreach (var group in ended.GroupBy(h => (h.Scope, Object: h.RunId?.ToString() ?? h.Target)))
        {
            db.Record(
                Actor.System, now, "hold.end", group.Key.Scope switch
                {
                    HoldScope.Run or HoldScope.Step => "run",
                    HoldScope.Provider => "provider",
                    _ => "pipeline",
                },
                group.Key.Object, $"The pause by {group.First().By} ended at its time");
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Notify();
        foreach (var run in ended.Select(h => h.RunId).OfType<RunId>().Distinct()) changes.Publish(run);
        return ended.Count;
    }

    /// <summary>Releases the holds and wakes what waited for them. Of several processes only one ends each.</summary>
    private async Task<List<Hold>> EndAsync(GenOpsDbContext db, List<Hold> holds, string by, DateTime now, CancellationToken cancellationToken)
    {
        var ended = new List<Hold>();
        foreach (var hold in holds)
        {
            var released = await db.Holds.Where(h => h.Id == hold.Id && h.ReleasedAt == null)
                .ExecuteUpdateAsync(h => h.SetProperty(x => x.ReleasedAt, now).SetProperty(x => x.ReleasedBy, by), cancellationToken);
            if (released > 0) ended.Add(hold);
        }

        var waiting = new List<RunId>(ended.Select(h => h.RunId).OfType<RunId>());
        foreach (var hold in ended.Where(h => h.RunId is null)) waiting.AddRange(await WaitingAsync(db, hold, cancellationToken));
        await RunWakes.SpreadAsync(db, [.. waiting.Distinct()], now, options.Value.RunsPerSecond, cancellationToken);
        return ended;
    }

    private static async Task<List<RunId>> WaitingAsync(GenOpsDbContext db, Hold hold, CancellationToken cancellationToken)
    {
        if (hold.Scope == HoldScope.Provider)
        {
            return await db.StepRuns.Where(s => s.State == StepState.Ready && s.HeldFor == hold.Target)
                .Select(s => s.RunId).Distinct().OrderBy(r => r).ToListAsync(cancellationToken);
        }

        if (hold.Scope != HoldScope.Pipeline) return [];
        var pipeline = PipelineId.From(Guid.Parse(hold.Target));
        return await db.Runs.Where(r => r.PipelineId == pipeline && r.EndedAt == null).OrderBy(r => r.Id).Select(r => r.Id).ToListAsync(cancellationToken);
    }
}
