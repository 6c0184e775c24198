using GenOps.Core.Data;
using GenOps.Core.Ledger.Budgets;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Engine;

/// <summary>Makes steps ready again that waited for room in a budget.</summary>
public sealed class BudgetWaiters : IBudgetWaiters
{
    /// <inheritdoc />
    public async Task WakeAsync(GenOpsDbContext db, IReadOnlyCollection<BudgetWait> waits, DateTime now, CancellationToken cancellationToken)
    {
        var holds = waits.Where(w => w.HoldId is not null).Select(w => w.HoldId!.Value).ToList();
        if (holds.Count > 0)
        {
            await db.Holds.Where(h => holds.Contains(h.Id) && h.ReleasedAt == null)
                .ExecuteUpdateAsync(h => h.SetProperty(x => x.ReleasedAt, now).SetProperty(x => x.ReleasedBy, "GenOps"), cancellationToken);
        }

        var steps = waits.Select(w => w.StepRunId).ToList();
        await db.StepRuns.Where(s => steps.Contains(s.Id) && s.State == StepState.Ready)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.ReadyAt, now).SetNoWait().SetProperty(x => x.Problem, ""), cancellationToken);
        await RunWakes.AddAsync(db, [.. waits.Select(w => w.RunId)], now, cancellationToken);
    }
}
