using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Steps;

/// <summary>A lease that holds.</summary>
/// <param name="Step">Of which step.</param>
/// <param name="Epoch">As it was claimed.</param>
/// <param name="IsAborted">Whether calls of its run are to be broken off.</param>
internal sealed record HeldLease(StepRunId Step, int Epoch, bool IsAborted);

/// <summary>The statements of many leases at once.</summary>
internal static class LeaseRenewal
{
    private const string Aborted = """(SELECT r."AbortRequested" FROM "Runs" r WHERE r."Id" = "RunId") AS "IsAborted" """;

    /// <summary>The claims, as the statements take them. It is JSON, so it is made before the turn is taken.</summary>
    public static string Pairs(IEnumerable<StepRun> claimed) =>
        // In capitals, as SQLite keeps keys.
        Json.Serialize(claimed.Select(s => new { Id = s.Id.ToString().ToUpperInvariant(), Owner = s.LeaseOwner, Epoch = s.LeaseEpoch }));

    /// <summary>
    /// Renews those that hold. A row that another transaction has locked on PostgreSQL is left out: whoever is slow with one step, or stands
    /// still with it, must not cost the process all the others.
    /// </summary>
    /// <param name="db">A context.</param>
    /// <param name="demand">Of the fence.</param>
    /// <param name="pairs">The claims.</param>
    /// <param name="until">When they run out, UTC, by the clock of leases.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What was renewed.</returns>
    public static Task<List<HeldLease>> RenewAsync(GenOpsDbContext db, string demand, string pairs, DateTime until, CancellationToken cancellationToken) => AskAsync(
        db,
        db.Database.IsSqlite()
            ? $$"""
                UPDATE "StepRuns" AS s SET "LeaseUntil" = {1} FROM {{Claims(db)}} WHERE s."Id" = p."Id" AND {{demand}}
                RETURNING "Id" AS "Step", "LeaseEpoch" AS "Epoch", {{Aborted}}
                """
            : $$"""
                UPDATE "StepRuns" AS t SET "LeaseUntil" = {1}
                FROM (SELECT s."Id", p."Epoch" FROM "StepRuns" s JOIN {{Claims(db)}} ON s."Id" = p."Id" WHERE {{demand}} FOR NO KEY UPDATE OF s SKIP LOCKED) AS h
                WHERE t."Id" = h."Id"
                RETURNING t."Id" AS "Step", h."Epoch", {{Aborted}}
                """,
        cancellationToken,
        pairs,
        until);

    /// <summary>Which of them hold, locked or not.</summary>
    public static Task<List<HeldLease>> HeldAsync(GenOpsDbContext db, string demand, string pairs, CancellationToken cancellationToken) => AskAsync(
        db,
        $$"""SELECT s."Id" AS "Step", p."Epoch", {{Aborted}} FROM "StepRuns" s JOIN {{Claims(db)}} ON s."Id" = p."Id" WHERE {{demand}}""",
        cancellationToken,
        pairs);

    private static async Task<List<HeldLease>> AskAsync(GenOpsDbContext db, string sql, CancellationToken cancellationToken, params object[] values)
    {
        var rows = await db.Database.SqlQueryRaw<Row>(sql, values).ToListAsync(cancellationToken);
        return rows.ConvertAll(r => new HeldLease(new StepRunId(r.Step), r.Epoch, r.IsAborted));
    }

    private static string Claims(GenOpsDbContext db) => db.Database.IsSqlite()
        ? """(SELECT e.value ->> 'Id' AS "Id", e.value ->> 'Owner' AS "Owner", e.value ->> 'Epoch' AS "Epoch" FROM json_each({0}) e) AS p"""
        : """json_to_recordset({0}::json) AS p("Id" uuid, "Owner" text, "Epoch" integer)""";

    // What is no entity knows no typed keys.
    private sealed record Row(Guid Step, int Epoch, bool IsAborted);
}
