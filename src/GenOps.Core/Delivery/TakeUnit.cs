using System.Globalization;
using GenOps.Core.Data.Store;

namespace GenOps.Core.Delivery;

/// <summary>Takes the most urgent wake-up that is due, with all others of its run that are, together with whatever else commits.</summary>
internal sealed class TakeUnit(TimeProvider time) : StoreUnit
{
    private Asked<IReadOnlyList<RunId>> taken = null!;

    /// <summary>SQLite's: $1 is now. Each priority is asked for by itself, so that what is urgent and not due yet is never read past.</summary>
    internal static string OnSqlite { get; } = $$"""
        UPDATE "Outbox" SET "DispatchedAt" = $1
        WHERE "DispatchedAt" IS NULL AND "DueAt" <= $1 AND "RunId" = {{First("")}}
        RETURNING "RunId"
        """;

    /// <summary>PostgreSQL's: nobody waits for a row that another takes, or takes it too.</summary>
    internal static string OnPostgres { get; } = $$"""
        WITH next AS MATERIALIZED (SELECT {{First("FOR UPDATE SKIP LOCKED")}} AS run),
        taken AS MATERIALIZED (
          SELECT "Id" FROM "Outbox" WHERE "RunId" = (SELECT run FROM next) AND "DispatchedAt" IS NULL AND "DueAt" <= $1
          FOR UPDATE SKIP LOCKED)
        UPDATE "Outbox" SET "DispatchedAt" = $1 WHERE "Id" = ANY (ARRAY(SELECT "Id" FROM taken))
        RETURNING "RunId"
        """;

    /// <inheritdoc />
    public override Guid Key { get; } = Guid.CreateVersion7();

    /// <summary>The run; null where nothing was due.</summary>
    public RunId? Taken => taken.Value.Count > 0 ? taken.Value[0] : null;

    /// <inheritdoc />
    public override void Lock(StoreLocks locks)
    {
        // The statement itself takes only what nobody else holds.
    }

    /// <inheritdoc />
    public override void Ask(StoreReading reading) => taken = reading.Values<RunId>(reading.IsSqlite ? OnSqlite : OnPostgres, time.UtcNow());

    /// <inheritdoc />
    public override bool Decide() => Taken is not null;

    /// <inheritdoc />
    public override void Write(StoreWriting writing)
    {
        // It was written by what was asked.
    }

    /// <summary>The run of the most urgent one. Ordered as the index is, by the column that is null everywhere too: PostgreSQL would sort all of them else.</summary>
    private static string First(string locking)
    {
        var each = Enum.GetValues<RunPriority>().Order().Select(priority => string.Create(CultureInfo.InvariantCulture, $$"""
            (SELECT "RunId" FROM "Outbox" WHERE "DispatchedAt" IS NULL AND "Priority" = {{(int)priority}} AND "DueAt" <= $1
             ORDER BY "DispatchedAt", "DueAt" LIMIT 1 {{locking}})
            """));
        return $"COALESCE({string.Join(", ", each)})";
    }
}
