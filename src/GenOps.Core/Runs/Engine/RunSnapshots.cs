using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Engine;

/// <summary>Reads the snapshot that a run keeps for the ledger.</summary>
internal sealed class RunSnapshots : IRunSnapshots
{
    /// <inheritdoc />
    public async Task<RunSnapshot> OfAsync(GenOpsDbContext db, RunId run, CancellationToken cancellationToken) =>
        RunSnapshot.Of(await db.Runs.AsNoTracking().SingleAsync(r => r.Id == run, cancellationToken));
}
