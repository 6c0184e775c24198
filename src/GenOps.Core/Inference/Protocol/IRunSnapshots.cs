using GenOps.Core.Data;
using GenOps.Core.Ledger;

namespace GenOps.Core.Inference.Protocol;

/// <summary>Whose money a call spends; filled by Runs.</summary>
public interface IRunSnapshots
{
    /// <summary>What every ledger entry says of the run.</summary>
    Task<RunSnapshot> OfAsync(GenOpsDbContext db, RunId run, CancellationToken cancellationToken);
}
