using GenOps.Core.Data;
using GenOps.Core.Inference;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Engine;

/// <summary>A step that got an answer is no step that comes back for nothing.</summary>
internal sealed class StepProgress : IStepProgress
{
    /// <inheritdoc />
    public Task AnsweredAsync(GenOpsDbContext db, StepRunId step, CancellationToken cancellationToken) =>
        db.StepRuns.Where(s => s.Id == step && (s.Exceptions > 0 || s.LostLeases > 0 || s.WaitSince != null))
            .ExecuteUpdateAsync(
                s => s.SetProperty(x => x.Exceptions, 0).SetProperty(x => x.LostLeases, 0).SetProperty(x => x.WaitSince, (DateTime?)null), cancellationToken);
}
