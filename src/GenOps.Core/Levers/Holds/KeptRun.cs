using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Levers.Holds;

/// <summary>Says what keeps a run or a step that no person paused, and what helps instead of resuming it.</summary>
internal static class KeptRun
{
    /// <summary>Sentences to follow that it is not paused, with a space before; empty where nothing keeps it.</summary>
    public static async Task<string> ExplainAsync(GenOpsDbContext db, HoldTarget target, DateTime now, CancellationToken cancellationToken)
    {
        var run = target switch { HoldTarget.OfRun whole => whole.Id, HoldTarget.OfStep part => part.Run, _ => (RunId?)null };
        var only = (target as HoldTarget.OfStep)?.StepId;
        if (run is null) return "";
        var kept = await (
            from h in HoldQuery.Active(db, now)
            join s in db.StepRuns on h.StepRunId equals s.Id
            where h.RunId == run && (h.Cause == WaitKind.Budget || h.Cause == WaitKind.Doubt) && (only == null || s.StepId == only)
            orderby h.PlacedAt
            select new { Hold = h, s.StepId }).FirstOrDefaultAsync(cancellationToken);
        if (kept is null) return "";
        var (what, cure) = kept.Hold.Cause == WaitKind.Budget ? await BudgetAsync(db, kept.Hold, cancellationToken) : await DoubtAsync(db, kept.Hold, cancellationToken);
        return $" The step '{kept.StepId}' is kept by {what}: to resume it would only keep it again. {cure}";
    }

    private static async Task<(string What, string Cure)> BudgetAsync(GenOpsDbContext db, Hold hold, CancellationToken cancellationToken)
    {
        var names = await WaitReading.BudgetNamesAsync(db, [hold.CauseTarget], cancellationToken);
        var end = hold.Until is { } until ? $"until {until:yyyy-MM-dd HH:mm} UTC, when its period ends" : "until it has room";
        return (names.TryGetValue(hold.CauseTarget, out var name) ? $"the budget of {name}" : "a budget", $"Raise it under Finance → Budgets, or wait {end}.");
    }

    private static async Task<(string What, string Cure)> DoubtAsync(GenOpsDbContext db, Hold hold, CancellationToken cancellationToken)
    {
        var call = await db.ModelCalls.Where(c => c.StepRunId == hold.StepRunId && c.State == CallState.InDoubt)
            .OrderByDescending(c => c.CreatedAt).Select(c => (ModelCallId?)c.Id).FirstOrDefaultAsync(cancellationToken);
        return ($"a call to {hold.CauseTarget} in doubt", $"Settle the call{(call is { } id ? $" {id}" : "")}: send it again, or write it off.");
    }
}
