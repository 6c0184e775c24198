using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Ledger.Budgets;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Standing;

/// <summary>Tells what steps and runs wait for, from their rows and the pauses in force.</summary>
internal sealed class WaitReading
{
    private readonly IReadOnlyList<Hold> _holds;
    private readonly IReadOnlyDictionary<string, string> _budgets;

    private WaitReading(IReadOnlyList<Hold> holds, IReadOnlyDictionary<string, string> budgets) => (_holds, _budgets) = (holds, budgets);

    /// <summary>Reads what must be known besides the steps.</summary>
    public static async Task<WaitReading> PrepareAsync(GenOpsDbContext db, IReadOnlyCollection<StepRun> steps, DateTime now, CancellationToken cancellationToken)
    {
        var holds = await HoldQuery.Active(db, now).Where(h => h.Cause == WaitKind.Hold).OrderBy(h => h.PlacedAt).ToListAsync(cancellationToken);
        var budgets = steps.Where(s => s.WaitsFor == WaitKind.Budget).Select(s => s.WaitTarget);
        return new WaitReading(holds, await BudgetNamesAsync(db, budgets, cancellationToken));
    }

    /// <summary>Budgets as people call them, by id.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> BudgetNamesAsync(GenOpsDbContext db, IEnumerable<string> targets, CancellationToken cancellationToken)
    {
        var ids = targets.Select(t => Id.TryParse<BudgetId>(t, out var id) ? id : (BudgetId?)null).OfType<BudgetId>().Distinct().ToList();
        if (ids.Count == 0) return new Dictionary<string, string>();
        var names = (await db.PipelineLabelsAsync(cancellationToken)).ToDictionary(p => p.Id.ToString(), p => p.Name);
        var budgets = await db.Budgets.AsNoTracking().Where(b => ids.Contains(b.Id)).ToListAsync(cancellationToken);
        return budgets.ToDictionary(b => b.Id.ToString(), b => BudgetWords.Of(b, names));
    }

    /// <summary>What a step waits for; null when for nothing.</summary>
    public WaitDetail? Of(Run run, StepRun step)
    {
        if (step.State is not (StepState.Ready or StepState.WaitingForReview) || Run.IsFinal(run.State)) return null;
        if (step.State == StepState.WaitingForReview) return Detail(step, WaitKind.Person);
        if (step.WaitsFor is WaitKind.Budget or WaitKind.Doubt) return Detail(step, step.WaitsFor);
        if (_holds.FirstOrDefault(h => OnRun(h, run) || h.StepRunId == step.Id || (h.Scope == HoldScope.Provider && h.Target == step.HeldFor)) is { } hold) return Detail(hold);
        return step.WaitsFor is WaitKind.None or WaitKind.Hold ? null : Detail(step, step.WaitsFor);
    }

    /// <summary>What a run waits for, that stands so: the gravest of what its steps wait for.</summary>
    public WaitDetail? Of(Run run, RunStanding? standing, IEnumerable<StepRun> steps)
    {
        if (standing is not (RunStanding.Held or RunStanding.Waiting or RunStanding.WaitingForPerson)) return null;
        if (standing == RunStanding.Held && _holds.FirstOrDefault(h => OnRun(h, run)) is { } hold) return Detail(hold);
        return steps.Select(s => Of(run, s)).OfType<WaitDetail>().Where(w => (w.For == WaitKind.Hold) == (standing == RunStanding.Held))
            .OrderByDescending(w => w.For).ThenBy(w => w.Since).FirstOrDefault();
    }

    private static bool OnRun(Hold hold, Run run) =>
        (hold.Scope == HoldScope.Run && hold.RunId == run.Id) || (hold.Scope == HoldScope.Pipeline && hold.Target == run.PipelineId.ToString());

    private static WaitDetail Detail(Hold hold) => new()
    {
        For = WaitKind.Hold,
        Target = hold.Target,
        Name = hold.Scope switch { HoldScope.Provider => $"calls to {hold.Target}", HoldScope.Pipeline => "the pipeline", HoldScope.Run => "the run", _ => "the step" },
        Since = hold.PlacedAt,
        Until = hold.Until,
        Why = $"Paused by {hold.By}: {hold.Reason}",
    };

    private WaitDetail Detail(StepRun step, WaitKind kind) => new()
    {
        For = kind,
        Target = step.WaitTarget,
        Name = kind == WaitKind.Budget ? _budgets.GetValueOrDefault(step.WaitTarget, "a budget") : step.WaitTarget,
        Since = step.WaitSince,
        Until = step.WaitUntil,
        Why = step.Problem,
    };
}
