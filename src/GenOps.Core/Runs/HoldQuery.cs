using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs;

/// <summary>Which holds are in force.</summary>
public static class HoldQuery
{
    /// <summary>The holds in force at a time.</summary>
    public static IQueryable<Hold> Active(GenOpsDbContext db, DateTime now) =>
        db.Holds.AsNoTracking().Where(h => h.ReleasedAt == null && (h.Until == null || h.Until > now));

    /// <summary>The holds that keep a call from being sent: on its pipeline, run, step or provider.</summary>
    public static IQueryable<Hold> OnCall(GenOpsDbContext db, Run run, StepRunId step, string provider, DateTime now)
    {
        var pipelineId = run.PipelineId.ToString();
        var runId = run.Id.ToString();
        var stepId = step.ToString();
        return Active(db, now).Where(
            h => (h.Scope == HoldScope.Pipeline && h.Target == pipelineId)
                || (h.Scope == HoldScope.Run && h.Target == runId)
                || (h.Scope == HoldScope.Step && h.Target == stepId)
                || (h.Scope == HoldScope.Provider && h.Target == provider));
    }

    /// <summary>The holds on a run as a whole: its own and its pipeline's.</summary>
    public static async Task<Hold?> OnRunAsync(GenOpsDbContext db, Run run, DateTime now, CancellationToken cancellationToken)
    {
        var pipelineId = run.PipelineId.ToString();
        var runId = run.Id.ToString();
        return await Active(db, now).FirstOrDefaultAsync(
            h => (h.Scope == HoldScope.Pipeline && h.Target == pipelineId) || (h.Scope == HoldScope.Run && h.Target == runId),
            cancellationToken);
    }
}
