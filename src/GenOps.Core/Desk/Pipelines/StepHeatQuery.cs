using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Ledger;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Pipelines;

/// <summary>Reads where the time and the money of a pipeline's last runs went.</summary>
public sealed class StepHeatQuery(IDbContextFactory<GenOpsDbContext> contexts)
{
    /// <summary>The most runs that are looked at.</summary>
    public const int MostRuns = 200;

    /// <summary>
    /// The heat of the newest runs of a pipeline that ended, whatever their version: a step is known by its id. What was taken
    /// over from an earlier run, skipped or cancelled was not worked on, and counts nowhere.
    /// </summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="money">Live or sandbox.</param>
    /// <param name="runs">How many at most, 1 to <see cref="MostRuns"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<StepHeat> ReadAsync(Actor actor, PipelineId pipeline, MoneyMode money, int runs, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var last = await db.Runs.Where(r => r.PipelineId == pipeline && r.Money == money && r.EndedAt != null)
            .OrderByDescending(r => r.EndedAt).ThenByDescending(r => r.Id).Take(Math.Clamp(runs, 1, MostRuns))
            .Select(r => r.Id).ToListAsync(cancellationToken);
        var worked = await db.StepRuns
            .Where(s => last.Contains(s.RunId) && s.Item == StepRun.NoItem && s.ReusedFrom == null && s.StartedAt != null && s.EndedAt != null
                && (s.State == StepState.Succeeded || s.State == StepState.Failed))
            .Select(s => new { s.RunId, s.StepId, s.StartedAt, s.EndedAt }).ToListAsync(cancellationToken);
        var costs = await CostsAsync(db, last, money, cancellationToken);
        var unpriced = await UnpricedAsync(db, last, cancellationToken);
        return StepHeat.Of(money, last.Count,
        [
            .. worked.Select(s => new StepFigure(
                s.StepId, s.EndedAt!.Value - s.StartedAt!.Value, costs[(s.RunId, s.StepId)].Sum(), unpriced.GetValueOrDefault((s.RunId, s.StepId)))),
        ]);
    }

    /// <summary>What each step of each run cost: its calls, those of its items, and the minutes of whoever decided on its reviews.</summary>
    private static async Task<ILookup<(RunId, string), long>> CostsAsync(
        GenOpsDbContext db, List<RunId> runs, MoneyMode money, CancellationToken cancellationToken)
    {
        var charged = runs.ConvertAll(r => (RunId?)r);
        var entries = db.LedgerEntries.Where(e => e.Money == money && charged.Contains(e.RunId));
        var calls = await (
            from e in entries
            join s in db.StepRuns on e.StepRunId equals (StepRunId?)s.Id
            group e.Amount.Nanos by new { s.RunId, s.StepId } into g
            select new { g.Key.RunId, g.Key.StepId, Nanos = g.Sum() }).ToListAsync(cancellationToken);
        // The ledger names the minutes, these the review, and the review its step.
        var labour = await entries.Where(e => e.SourceType == LedgerSource.Labour)
            .Select(e => new { e.SourceId, e.Amount.Nanos }).ToListAsync(cancellationToken);
        var steps = labour.Count == 0 ? [] : await (
            from l in db.Labour
            join t in db.ReviewTasks on l.TaskId equals t.Id
            join s in db.StepRuns on t.StepRunId equals s.Id
            where runs.Contains(l.RunId)
            select new { l.Id, s.RunId, s.StepId }).ToDictionaryAsync(l => l.Id.Value, cancellationToken);
        return calls.Select(c => (Key: (c.RunId, c.StepId), c.Nanos))
            .Concat(labour.Where(l => steps.ContainsKey(l.SourceId)).Select(l => (Key: (steps[l.SourceId].RunId, steps[l.SourceId].StepId), l.Nanos)))
            .ToLookup(c => c.Key, c => c.Nanos);
    }

    private static async Task<Dictionary<(RunId, string), int>> UnpricedAsync(GenOpsDbContext db, List<RunId> runs, CancellationToken cancellationToken) =>
        (await (
            from c in db.ModelCalls
            join s in db.StepRuns on c.StepRunId equals s.Id
            where runs.Contains(c.RunId) && (c.Pricing == PricingState.Unpriced || c.Pricing == PricingState.PartlyPriced)
            group c by new { s.RunId, s.StepId } into g
            select new { g.Key.RunId, g.Key.StepId, Count = g.Count() }).ToListAsync(cancellationToken))
        .ToDictionary(g => (g.RunId, g.StepId), g => g.Count);
}
