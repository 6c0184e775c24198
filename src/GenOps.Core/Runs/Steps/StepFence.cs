using GenOps.Core.Data;

namespace GenOps.Core.Runs.Steps;

/// <summary>Tells, inside the transaction that asks, whether a step is still its worker's.</summary>
public interface IStepFence
{
    /// <summary>The row of a step while the lease under which it was claimed holds; else none.</summary>
    IQueryable<StepRun> Held(GenOpsDbContext db, StepRun claimed);
}

/// <summary>By owner and epoch: each claim raises the epoch, so that an earlier worker is told from the present one.</summary>
internal sealed class StepFence : IStepFence
{
    public IQueryable<StepRun> Held(GenOpsDbContext db, StepRun claimed) => db.StepRuns.Where(
        s => s.Id == claimed.Id && s.State == StepState.Running && s.LeaseOwner == claimed.LeaseOwner && s.LeaseEpoch == claimed.LeaseEpoch);
}
