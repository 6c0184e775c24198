using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Levers.Batches;

/// <summary>
/// Does one thing to all runs that a filter finds. Which ones is fixed in one transaction; <see cref="RunBatchWorker"/> then carries it
/// out a few runs a second.
/// </summary>
public sealed class PlaceRunBatch(CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory, RunStandings standings)
{
    private const int Chunk = 1000;

    /// <summary>How many of the runs it would act on: those that match and are in a state for it.</summary>
    public async Task<int> CountAsync(Actor actor, RunBatchAction action, RunListFilter filter, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await Fitting(db, action, filter, await standings.NowAsync(db, cancellationToken)).CountAsync(cancellationToken);
    }

    /// <summary>The actions that would do something to at least one of the runs.</summary>
    public async Task<IReadOnlySet<RunBatchAction>> OffersAsync(Actor actor, RunListFilter filter, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = await standings.NowAsync(db, cancellationToken);
        var offered = new HashSet<RunBatchAction>();
        foreach (var action in Enum.GetValues<RunBatchAction>())
        {
            if (await Fitting(db, action, filter, now).AnyAsync(cancellationToken)) offered.Add(action);
        }

        return offered;
    }

    /// <summary>Places the batch.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="action">What is done to each.</param>
    /// <param name="filter">Which; its page is ignored.</param>
    /// <param name="reason">For each; a pause needs one.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="InvalidInputException">A pause without a reason.</exception>
    /// <exception cref="ConflictException">No run is in a state for it.</exception>
    public async Task<RunBatchId> ExecuteAsync(Actor actor, RunBatchAction action, RunListFilter filter, string reason, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        if (action == RunBatchAction.Pause && string.IsNullOrWhiteSpace(reason)) throw new InvalidInputException("reason", "A pause needs a reason.", "Say why, for whoever finds it paused.");
        return await runner.RunAsync(actor, scope => StageAsync(scope, action, filter, reason), cancellationToken);
    }

    private async Task<RunBatchId> StageAsync(CommandScope scope, RunBatchAction action, RunListFilter filter, string reason)
    {
        var (db, actor, now, cancellationToken) = scope;
        var runs = await Fitting(db, action, filter, await standings.NowAsync(db, cancellationToken)).OrderBy(r => r.TriggeredAt).ThenBy(r => r.Id).Select(r => r.Id).ToListAsync(cancellationToken);
        if (runs.Count == 0) throw new ConflictException($"No run that matches can be {Done(action)} now.");
        var batch = new RunBatch
        {
            Id = Id.New<RunBatchId>(),
            Action = action,
            Filter = Words(filter),
            Reason = reason.Trim(),
            ActorId = actor.Id,
            By = actor.Name,
            PlacedAt = now,
            Total = runs.Count,
        };
        db.Add(batch);
        var act = action.ToString().ToLowerInvariant();
        scope.Record($"batch.{act}", "batch", batch.Id, $"Asked to {act} {runs.Count} runs ({batch.Filter}){(batch.Reason.Length > 0 ? $": {batch.Reason}" : "")}");
        await db.SaveChangesAsync(cancellationToken);
        foreach (var chunk in runs.Chunk(Chunk))
        {
            db.AddRange(chunk.Select(run => new RunBatchItem { Id = Id.New<RunBatchItemId>(), BatchId = batch.Id, RunId = run }));
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
        }

        return batch.Id;
    }

    private static IQueryable<Run> Fitting(GenOpsDbContext db, RunBatchAction action, RunListFilter filter, StandingNow now)
    {
        var matching = RunMatching.Of(db, filter, now);
        var holds = HoldQuery.Active(db, now.At).Where(h => h.Scope == HoldScope.Run);
        return action switch
        {
            RunBatchAction.Pause => matching.Where(r => r.EndedAt == null && !r.CancelRequested && !holds.Any(h => h.RunId == r.Id)),
            RunBatchAction.Resume => matching.Where(r => r.EndedAt == null && holds.Any(h => h.RunId == r.Id)),
            RunBatchAction.Cancel => matching.Where(r => r.EndedAt == null && !r.CancelRequested),
            _ => matching.Where(r => r.State == RunState.Failed),
        };
    }

    private static string Done(RunBatchAction action) => action switch
    {
        RunBatchAction.Pause => "paused",
        RunBatchAction.Resume => "resumed",
        RunBatchAction.Cancel => "cancelled",
        _ => "retried",
    };

    private static string Words(RunListFilter filter)
    {
        var parts = new[]
        {
            filter.Pipeline is { } pipeline ? $"pipeline {pipeline}" : null,
            filter.State is { } state ? $"state {state}" : null,
            filter.Standing is { } standing ? StandingWords(standing) : null,
            filter.WaitsFor is { } kind ? $"waiting for {kind.ToString().ToLowerInvariant()}{(string.IsNullOrEmpty(filter.WaitTarget) ? "" : $" {filter.WaitTarget}")}" : null,
            filter.Money is { } money ? $"{money}" : null,
            string.IsNullOrWhiteSpace(filter.Text) ? null : $"with '{filter.Text.Trim()}'",
            filter.From is { } from ? $"from {from:yyyy-MM-dd HH:mm}" : null,
            filter.To is { } to ? $"before {to:yyyy-MM-dd HH:mm}" : null,
        }.Where(part => part is not null).ToList();
        return parts.Count == 0 ? "all runs" : string.Join(", ", parts);
    }

    private static string StandingWords(RunStanding standing) => standing switch
    {
        RunStanding.Working => "at work",
        RunStanding.WaitingForPerson => "waiting for a person",
        RunStanding.Waiting => "waiting for something",
        RunStanding.Held => "held",
        _ => "stuck",
    };
}
