using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Limits;

/// <summary>
/// Whether a run or a step has had its time. What it spent paused, held or before people is told from the holds and reviews
/// themselves and given back, so that no pause ever times anything out.
/// </summary>
public static class TimeLimits
{
    /// <summary>Whether a run's time is over.</summary>
    public static async Task<bool> IsOverAsync(GenOpsDbContext db, Run run, TimeSpan timeout, DateTime now, CancellationToken cancellationToken)
    {
        if (run.Deadline is not { } deadline || deadline > now) return false;
        var from = deadline - timeout;
        var reviews = await db.ReviewTasks.AsNoTracking()
            .Where(t => t.RunId == run.Id && t.OpenedAt < now && (t.EndedAt == null || t.EndedAt > from))
            .Select(t => new { t.OpenedAt, t.EndedAt }).ToListAsync(cancellationToken);
        var stood = await HeldAsync(db, run, step: null, from, now, cancellationToken);
        return deadline + Together([.. stood, .. reviews.Select(r => (r.OpenedAt, r.EndedAt ?? now))], from, now) <= now;
    }

    /// <summary>Whether a step's time is over.</summary>
    public static async Task<bool> IsOverAsync(
        GenOpsDbContext db, Run run, StepRun step, TimeSpan timeout, DateTime now, CancellationToken cancellationToken)
    {
        if (step.Deadline is not { } deadline || deadline > now) return false;
        var from = deadline - timeout;
        return deadline + Together(await HeldAsync(db, run, step.Id, from, now, cancellationToken), from, now) <= now;
    }

    /// <summary>The pauses since then: of the pipeline, the run, its steps (or the one), and of providers that it calls.</summary>
    private static async Task<List<(DateTime From, DateTime To)>> HeldAsync(
        GenOpsDbContext db, Run run, StepRunId? step, DateTime from, DateTime now, CancellationToken cancellationToken)
    {
        var pipeline = run.PipelineId.ToString();
        var holds = await db.Holds.AsNoTracking()
            .Where(h => h.PlacedAt < now && (h.ReleasedAt == null || h.ReleasedAt > from))
            .Where(h => (h.Scope == HoldScope.Pipeline && h.Target == pipeline)
                || (h.Scope == HoldScope.Run && h.RunId == run.Id)
                || (h.Scope == HoldScope.Step && h.RunId == run.Id && (step == null || h.StepRunId == step))
                || (h.Scope == HoldScope.Provider
                    && (db.ModelCalls.Any(c => c.RunId == run.Id && c.Provider == h.Target) || db.StepRuns.Any(s => s.RunId == run.Id && s.HeldFor == h.Target))))
            .Select(h => new { h.PlacedAt, h.ReleasedAt, h.Until }).ToListAsync(cancellationToken);
        return holds.ConvertAll(h => (h.PlacedAt, new[] { h.ReleasedAt ?? now, h.Until ?? now, now }.Min()));
    }

    /// <summary>How long any of the spans lasted, each instant counted once.</summary>
    private static TimeSpan Together(List<(DateTime From, DateTime To)> spans, DateTime from, DateTime to)
    {
        var (total, reached) = (TimeSpan.Zero, from);
        foreach (var span in spans.OrderBy(s => s.From))
        {
            var begin = span.From > reached ? span.From : reached;
            var end = span.To < to ? span.To : to;
            if (end <= begin) continue;
            total += end - begin;
            reached = end;
        }

        return total;
    }
}
