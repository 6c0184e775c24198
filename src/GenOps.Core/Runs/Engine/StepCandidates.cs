using GenOps.Core.Data;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Limits;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Engine;

/// <summary>Finds what of a run can be claimed, by as many rows as can be claimed and not as there are.</summary>
internal static class StepCandidates
{
    /// <summary>The steps that may be claimed, in their order; of each map no more items than there is room for.</summary>
    /// <param name="db">A context.</param>
    /// <param name="run">The run.</param>
    /// <param name="definition">Its definition.</param>
    /// <param name="room">How many at most are claimed.</param>
    /// <param name="now">UTC.</param>
    /// <param name="leaseNow">UTC, by the clock of leases.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<List<StepRun>> OfAsync(
        GenOpsDbContext db, Run run, PipelineDefinition definition, int room, DateTime now, DateTime leaseNow, CancellationToken cancellationToken)
    {
        var steps = db.StepRuns.AsNoTracking();
        var heads = steps.Heads(run.Id, definition.Steps.Select(s => s.Id));
        var found = await heads.Due(now).Unheld(db, now)
            .Concat(steps.Where(s => s.RunId == run.Id).Lost(leaseNow).Unheld(db, now))
            .Concat(heads.Where(s => s.State == StepState.Expanded)).ToListAsync(cancellationToken);
        foreach (var map in found.Where(s => s.State == StepState.Expanded).ToList())
        {
            found.Remove(map);
            found.AddRange(await Items(steps, map.RunId, map.StepId, map.Position).Due(now).Unheld(db, now)
                .OrderBy(s => s.Item).Take(room).ToListAsync(cancellationToken));
        }

        foreach (var timed in definition.Steps.Where(s => s.Timeout is not null))
        {
            var mapped = timed.Map is not null;
            var late = steps.Where(s => s.RunId == run.Id && s.StepId == timed.Id && s.Item != StepRun.NoItem == mapped).Late(now).Unheld(db, now);
            foreach (var step in await late.ToListAsync(cancellationToken))
            {
                if (await TimeLimits.IsOverAsync(db, run, step, timed.Timeout!.Value, now, cancellationToken)) found.Add(step);
            }
        }

        return [.. found.OrderBy(s => s.Position).ThenBy(s => s.Item)];
    }

    private static IQueryable<StepRun> Items(IQueryable<StepRun> steps, RunId run, string stepId, int position) =>
        steps.Where(s => s.RunId == run && s.Position == position && s.StepId == stepId && s.Item != StepRun.NoItem);
}
