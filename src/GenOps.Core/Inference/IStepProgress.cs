using GenOps.Core.Data;

namespace GenOps.Core.Inference;

/// <summary>Hears that a step got on, so that troubles are counted from there.</summary>
public interface IStepProgress
{
    /// <summary>An answer of the step was recorded for the first time. Runs in that transaction.</summary>
    Task AnsweredAsync(GenOpsDbContext db, StepRunId step, CancellationToken cancellationToken);
}
