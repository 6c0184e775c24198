using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs;

/// <summary>Which steps can be worked on now, and what keeps the others: the one rule of claims, sweep, places and counts.</summary>
public static class StepReadiness
{
    /// <summary>Those that are ready and wait for nothing, or for a time that has come. What is not waited for until a time is due whatever
    /// <see cref="StepRun.ReadyAt"/> says, since the clock of another node may have written it.</summary>
    public static IQueryable<StepRun> Due(this IQueryable<StepRun> steps, DateTime now)
    {
        var timeless = WaitKinds.Timeless;
        return steps.Where(s => s.State == StepState.Ready && (s.ReadyAt == null || s.ReadyAt <= now || timeless.Contains(s.WaitsFor)));
    }

    /// <summary>Those that wait for a time to come, though their own may be over; pauses are not taken into account.</summary>
    public static IQueryable<StepRun> Late(this IQueryable<StepRun> steps, DateTime now)
    {
        var timeless = WaitKinds.Timeless;
        return steps.Where(s => s.State == StepState.Ready && s.ReadyAt > now && !timeless.Contains(s.WaitsFor) && s.Deadline <= now);
    }

    /// <summary>Those whose worker is gone.</summary>
    public static IQueryable<StepRun> Lost(this IQueryable<StepRun> steps, DateTime leaseNow) =>
        steps.Where(s => s.State == StepState.Running && s.LeaseUntil < leaseNow);

    /// <summary>Those that no pause keeps: neither their own, nor their run's, nor that of the provider they wait for.</summary>
    public static IQueryable<StepRun> Unheld(this IQueryable<StepRun> steps, GenOpsDbContext db, DateTime now)
    {
        var holds = HoldQuery.Active(db, now);
        // Asked in one, a database goes through all pauses for each step.
        return steps.Where(s => !holds.Any(h => h.Scope == HoldScope.Step && h.StepRunId == s.Id)
            && !holds.Any(h => h.Scope == HoldScope.Run && h.RunId == s.RunId)
            && !holds.Any(h => h.Scope == HoldScope.Provider && h.Target == s.HeldFor));
    }

    /// <summary>The steps of a run but the items of its maps.</summary>
    public static IQueryable<StepRun> Heads(this IQueryable<StepRun> steps, RunId run, IEnumerable<string> ids)
    {
        // By their ids: the items of a map stand between them in the index, however many they are.
        var names = ids.ToList();
        return steps.Where(s => s.RunId == run && names.Contains(s.StepId) && s.Item == StepRun.NoItem);
    }
}
