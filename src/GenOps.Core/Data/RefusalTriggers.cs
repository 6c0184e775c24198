namespace GenOps.Core.Data;

/// <summary>Tables whose rows are written once: the database itself refuses to change or remove them.</summary>
internal static class RefusalTriggers
{
    private static readonly string[] Tables =
    [
        "AuditEntries", "LedgerEntries", "PriceEntries", "PipelineVersions", "PipelineActivations",
        "OutputRevisions", "Artifacts", "ReviewDecisions", "Labour", "UsageLines", "RouteDecisions", "Assumptions",
    ];

    /// <summary>The statements for SQLite.</summary>
    public static IEnumerable<string> Sqlite() => Tables.SelectMany(Sqlite);

    /// <summary>The statements for PostgreSQL.</summary>
    public static IEnumerable<string> Postgres() =>
        Tables.Select(Postgres)
            .Prepend(
                """
                CREATE OR REPLACE FUNCTION genops_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP; END $$;
                """);

    /// <summary>The statements for a table that came later, on SQLite.</summary>
    public static IEnumerable<string> Sqlite(string table) =>
        from act in new[] { "UPDATE", "DELETE" }
        select $"CREATE TRIGGER \"refuse_{act.ToLowerInvariant()}_{table}\" BEFORE {act} ON \"{table}\" "
            + $"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {act} refused'); END;";

    /// <summary>The statement for a table that came later, on PostgreSQL.</summary>
    public static string Postgres(string table) =>
        $"CREATE TRIGGER \"refuse_change_{table}\" BEFORE UPDATE OR DELETE ON \"{table}\" "
        + "FOR EACH ROW EXECUTE FUNCTION genops_refuse_change();";
}
