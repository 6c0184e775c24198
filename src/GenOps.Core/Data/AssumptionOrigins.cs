namespace GenOps.Core.Data;

/// <summary>Tells the rows from before there was an origin apart: who wrote them, and whether from a definition.</summary>
internal static class AssumptionOrigins
{
    private const string Fill =
        """
        UPDATE "Assumptions" SET "Origin" = CASE WHEN "Author" = 'GenOps' THEN 'Example' ELSE 'Definition' END
        WHERE "Note" = 'Stated in the pipeline''s definition';
        """;

    /// <summary>The statements for SQLite.</summary>
    public static IEnumerable<string> Sqlite() =>
    [
        "DROP TRIGGER \"refuse_update_Assumptions\";",
        Fill,
        RefusalTriggers.Sqlite().Single(s => s.Contains("\"refuse_update_Assumptions\"", StringComparison.Ordinal)),
    ];

    /// <summary>The statements for PostgreSQL.</summary>
    public static IEnumerable<string> Postgres() =>
    [
        "ALTER TABLE \"Assumptions\" DISABLE TRIGGER \"refuse_change_Assumptions\";",
        Fill,
        "ALTER TABLE \"Assumptions\" ENABLE TRIGGER \"refuse_change_Assumptions\";",
    ];
}
