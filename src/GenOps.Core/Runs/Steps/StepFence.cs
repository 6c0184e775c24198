using GenOps.Core.Data;

namespace GenOps.Core.Runs.Steps;

/// <summary>Tells whether a step is still its worker's: one rule, in the three forms in which it is asked.</summary>
public interface IStepFence
{
    /// <summary>The row of a step while the lease under which it was claimed holds, asked inside the transaction that depends on it; else none.</summary>
    IQueryable<StepRun> Held(GenOpsDbContext db, StepRun claimed);

    /// <summary>The same of a row that was read and is locked.</summary>
    bool Holds(StepRun row, StepRun claimed);

    /// <summary>
    /// The same of many at once, as SQL: what must be true of a row <c>s</c> of <c>StepRuns</c>, apart from being the step, when it was
    /// claimed as <c>p."Owner"</c> and <c>p."Epoch"</c> say.
    /// </summary>
    string Demand { get; }
}

/// <summary>By owner and epoch: each claim raises the epoch, so that an earlier worker is told from the present one.</summary>
internal sealed class StepFence : IStepFence
{
    public IQueryable<StepRun> Held(GenOpsDbContext db, StepRun claimed) => db.StepRuns.Where(
        s => s.Id == claimed.Id && s.State == StepState.Running && s.LeaseOwner == claimed.LeaseOwner && s.LeaseEpoch == claimed.LeaseEpoch);

    public bool Holds(StepRun row, StepRun claimed) =>
        row.Id == claimed.Id && row.State == StepState.Running && row.LeaseOwner == claimed.LeaseOwner && row.LeaseEpoch == claimed.LeaseEpoch;

    public string Demand => """s."State" = 'Running' AND s."LeaseOwner" = p."Owner" AND s."LeaseEpoch" = p."Epoch" """;
}
