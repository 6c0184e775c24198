using System.Globalization;
using GenOps.Core.Data;
using GenOps.Core.Faults;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Delivery;

/// <summary>The outbox as a queue: the wake-ups that are due, over all runs, by priority and then by age.</summary>
public sealed class DueWakes(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>
    /// SQLite's: {0} is now. Each priority is asked for by itself, so that what is urgent and not due yet is never read past.
    /// </summary>
    internal static string OnSqlite { get; } = $$"""
        UPDATE "Outbox" SET "DispatchedAt" = {0}
        WHERE "DispatchedAt" IS NULL AND "DueAt" <= {0} AND "RunId" = {{First("")}}
        RETURNING "RunId" AS "Value"
        """;

    /// <summary>
    /// PostgreSQL's: nobody waits for a row that another takes, or takes it too. A power cut may forget that a row was taken, and then
    /// it is taken again, which does no harm; so its commit need not wait for the disk.
    /// </summary>
    internal static string OnPostgres { get; } = $$"""
        WITH next AS MATERIALIZED (SELECT {{First("FOR UPDATE SKIP LOCKED")}} AS run),
        taken AS MATERIALIZED (
          SELECT "Id" FROM "Outbox" WHERE "RunId" = (SELECT run FROM next) AND "DispatchedAt" IS NULL AND "DueAt" <= {0}
          FOR UPDATE SKIP LOCKED)
        UPDATE "Outbox" SET "DispatchedAt" = {0} WHERE "Id" = ANY (ARRAY(SELECT "Id" FROM taken))
        RETURNING CASE WHEN set_config('synchronous_commit', 'off', true) = 'off' THEN "RunId" END AS "Value"
        """;

    /// <summary>Takes the most urgent wake-up that is due, together with all others of its run that are; nobody else gets these.</summary>
    /// <returns>The run; null where nothing is due.</returns>
    public async Task<RunId?> TakeAsync()
    {
        await CrashPoints.ReachAsync(CrashPoint.RunCommitted);
        await using var db = await factory.CreateDbContextAsync(CancellationToken.None);
        using var turn = await WriteTurn.TakeAsync(db, CancellationToken.None);
        var taken = await db.Database.SqlQueryRaw<Guid>(db.Database.IsSqlite() ? OnSqlite : OnPostgres, time.UtcNow()).ToListAsync(CancellationToken.None);
        return taken.Count > 0 ? new RunId(taken[0]) : null;
    }

    /// <summary>Counts those that are due.</summary>
    /// <param name="atMost">More are not counted, so that a long queue costs no more than a short one.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<int> CountAsync(int atMost, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = time.UtcNow();
        var due = 0;
        foreach (var priority in Enum.GetValues<RunPriority>())
        {
            if (due >= atMost) break;
            due += await db.Outbox.Where(m => m.DispatchedAt == null && m.Priority == priority && m.DueAt <= now).Take(atMost - due).CountAsync(cancellationToken);
        }

        return due;
    }

    /// <summary>Has a run looked at; one that is not known is let be.</summary>
    public async Task AddAsync(RunId run, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        using var turn = await WriteTurn.TakeAsync(db, cancellationToken);
        await RunWakes.AddAsync(db, run, time.UtcNow(), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Under test, says of each run whose wake-up is due that it waits for somebody to look.</summary>
    internal async Task LetTestsSeeAsync(CancellationToken cancellationToken)
    {
        if (!CrashPoints.Armed) return;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = time.UtcNow();
        var due = await db.Outbox.Where(m => m.DispatchedAt == null && m.DueAt <= now)
            .OrderBy(m => m.Priority).ThenBy(m => m.DueAt).Select(m => m.RunId).ToListAsync(cancellationToken);
        foreach (var run in due.Distinct()) await CrashPoints.ReachAsync(CrashPoint.RunCommitted, run);
    }

    /// <summary>The run of the most urgent one. Ordered as the index is, by the column that is null everywhere too: PostgreSQL would sort all of them else.</summary>
    private static string First(string locking)
    {
        var each = Enum.GetValues<RunPriority>().Order().Select(priority => string.Create(CultureInfo.InvariantCulture, $$"""
            (SELECT "RunId" FROM "Outbox" WHERE "DispatchedAt" IS NULL AND "Priority" = {{(int)priority}} AND "DueAt" <= {0}
             ORDER BY "DispatchedAt", "DueAt" LIMIT 1 {{locking}})
            """));
        return $"COALESCE({string.Join(", ", each)})";
    }
}
