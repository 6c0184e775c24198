using GenOps.Chaos.Cluster;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Chaos.Invariants;

/// <summary>Finds what is neither done nor visibly held.</summary>
public static class StuckQuery
{
    /// <summary>Steps that are to be worked on, and calls whose end, or whether it was charged, is not known although nobody holds them.</summary>
    public static async Task<List<string>> UnfinishedAsync(GenOpsDbContext db)
    {
        var held = (await db.Holds.Where(h => h.ReleasedAt == null).Select(h => h.Target).ToListAsync()).ToHashSet();
        var steps = await db.StepRuns.AsNoTracking()
            .Where(s => s.State == StepState.Ready || s.State == StepState.Running)
            .Select(s => new { s.Id, s.RunId, s.StepId, s.Item, s.State, s.Problem, s.LeaseUntil }).ToListAsync();
        var calls = await db.ModelCalls.AsNoTracking()
            .Where(c => c.State == CallState.Sending || c.State == CallState.Intent || c.State == CallState.InDoubt
                || (c.State == CallState.Resubmitted && c.CostNanos > 0 && ProviderMode.Asked.Contains(c.Provider)))
            .Select(c => new { c.StepRunId, c.Id, c.State }).ToListAsync();
        return
        [
            .. steps.Where(s => !held.Contains(s.Id.ToString()))
                .Select(s => $"run {s.RunId} step {s.StepId}[{s.Item}] is {s.State}, lease until {s.LeaseUntil:HH:mm:ss}: {s.Problem}"),
            .. calls.Where(c => !held.Contains(c.StepRunId.ToString())).Select(c => $"call {c.Id} is {c.State}"),
        ];
    }
}
