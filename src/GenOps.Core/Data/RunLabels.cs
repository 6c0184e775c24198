using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Data;

/// <summary>Reads what features that keep only a run's key need to know of it.</summary>
public static class RunLabels
{
    /// <summary>Whether a run is live or sandbox; null when there is no such run.</summary>
    public static Task<MoneyMode?> MoneyOfRunAsync(this GenOpsDbContext db, RunId run, CancellationToken cancellationToken) =>
        db.Runs.AsNoTracking().Where(r => r.Id == run).Select(r => (MoneyMode?)r.Money).FirstOrDefaultAsync(cancellationToken);

    /// <summary>Who pays for a run; empty for nobody in particular.</summary>
    public static Task<string> CostCentreOfRunAsync(this GenOpsDbContext db, RunId run, CancellationToken cancellationToken) =>
        db.Runs.Where(r => r.Id == run).Select(r => r.CostCentre).SingleAsync(cancellationToken);
}
