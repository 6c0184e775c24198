using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Levers.Holds;

/// <summary>Ends pauses: what waited goes on, many runs a few each second.</summary>
public sealed class ReleaseHold(
    CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory, IProviderRegistry providers, IOptions<LeverOptions> options, TimeProvider time)
{
    /// <summary>Ends every pause on one thing that a person's word ends.</summary>
    /// <exception cref="NotFoundException">There is no such thing.</exception>
    /// <exception cref="ConflictException">It is not paused, or something else keeps it; the message says what helps.</exception>
    public Task ExecuteAsync(Actor actor, HoldTarget target, string reason, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Operator), scope => StageAsync(scope, target, reason), cancellationToken);

    /// <summary>The same as part of more.</summary>
    internal async Task StageAsync(CommandScope scope, HoldTarget target, string reason)
    {
        var (db, _, now, cancellationToken) = scope;
        var held = await HeldTarget.FindAsync(scope, target, providers);
        // A mapped step paused ahead keeps its own pause even if it has been expanded since by a retry.
        var holds = target is HoldTarget.OfStep step
            ? HoldQuery.Active(db, now).Where(h => h.Scope == HoldScope.Step && h.RunId == step.Run
                && db.StepRuns.Any(s => s.Id == h.StepRunId && s.StepId == step.StepId))
            : HoldQuery.Active(db, now).Where(h => held.Scopes.Contains(h.Scope) && held.Targets.Contains(h.Target));
        var ended = (await holds.ToListAsync(cancellationToken)).FindAll(h => Hold.CanResume(h.Cause));
        if (ended.Count == 0) throw new ConflictException($"The {held.Name} is not paused.{await KeptRun.ExplainAsync(db, target, now, cancellationToken)}");
        await EndAsync(scope, ended);
        scope.Record(
            $"{PlaceHold.ActOf(target)}.resume", held.ObjectType, held.ObjectId, $"Resumed the {held.Name}{(reason.Length > 0 ? $": {reason}" : "")}");
        if (held.RunId is { } run) scope.Changed(run);
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
        return await runner.RunAsync(Actor.System, scope => EndDueAsync(scope, due), cancellationToken);
    }

    private async Task<int> EndDueAsync(CommandScope scope, List<Hold> due)
    {
        var ended = await EndAsync(scope, due);
        foreach (var group in ended.GroupBy(h => (h.Scope, Object: h.RunId?.ToString() ?? h.Target)))
        {
            scope.Record(
                "hold.end", group.Key.Scope switch
                {
                    HoldScope.Run or HoldScope.Step => "run",
                    HoldScope.Provider => "provider",
                    _ => "pipeline",
                },
                group.Key.Object, $"The pause by {group.First().By} ended at its time");
        }

        foreach (var run in ended.Select(h => h.RunId).OfType<RunId>()) scope.Changed(run);
        return ended.Count;
    }

    /// <summary>Releases the holds and wakes what waited for them. Of several processes only one ends each.</summary>
    private async Task<List<Hold>> EndAsync(CommandScope scope, List<Hold> holds)
    {
        var (db, actor, now, cancellationToken) = scope;
        var ended = new List<Hold>();
        foreach (var hold in holds)
        {
            var released = await db.Holds.Where(h => h.Id == hold.Id && h.ReleasedAt == null)
                .ExecuteUpdateAsync(h => h.SetProperty(x => x.ReleasedAt, now).SetProperty(x => x.ReleasedBy, actor.Name), cancellationToken);
            if (released > 0) ended.Add(hold);
        }

        var waiting = new List<RunId>(ended.Select(h => h.RunId).OfType<RunId>());
        foreach (var hold in ended.Where(h => h.RunId is null)) waiting.AddRange(await WaitingAsync(db, hold, cancellationToken));
        await RunsInTurn.WakeAsync(db, [.. waiting.Distinct()], now, options.Value.RunsPerSecond, cancellationToken);
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
