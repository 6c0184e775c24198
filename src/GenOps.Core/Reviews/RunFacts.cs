using GenOps.Core.Data;
using GenOps.Core.Delivery;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Reviews;

/// <summary>What a decision must know of its run, read by the names in the database: reviews know nothing of how runs work.</summary>
internal static class RunFacts
{
    /// <summary>Who pays for it.</summary>
    public static Task<string> CostCentreAsync(GenOpsDbContext db, RunId run, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<string>($"""SELECT "CostCentre" AS "Value" FROM "Runs" WHERE "Id" = {run.Value}""").SingleAsync(cancellationToken);

    /// <summary>Whose turn it is first.</summary>
    public static async Task<RunPriority> PriorityAsync(GenOpsDbContext db, RunId run, CancellationToken cancellationToken) =>
        (RunPriority)await db.Database.SqlQuery<int>($"""SELECT "Priority" AS "Value" FROM "Runs" WHERE "Id" = {run.Value}""").SingleAsync(cancellationToken);
}
