namespace GenOps.Core.Analytics.Rollups;

/// <summary>
/// The statements by which the database stamps a run beside each change that its sums rest on, whoever makes it: no writer can forget it,
/// and a stamp commits with its change or not at all.
/// </summary>
internal static class StampTriggers
{
    // A test holds these against the classes of cost.
    private const string OfClass = "'Unusable', 'Superseded', 'Resubmitted', 'WrittenOff', 'LateCharge', 'InDoubt'";
    private const string OfNoUse = "'Failed', 'Cancelled'";

    // What is changed, when that matters, and which run it is.
    private static readonly (string Table, string Act, string When)[] Changes =
    [
        ("LedgerEntries", "INSERT", "NEW.\"RunId\" IS NOT NULL"),
        ("ModelCalls", "UPDATE", $"({Differs("Pricing")} OR {Differs("UsageEstimated")} OR ({Differs("State")} AND ({Either("State", OfClass)})))"),
        ("StepRuns", "UPDATE", Differs("Generation")),
        ("Runs", "UPDATE", $"({Differs("EndedAt")} OR ({Differs("State")} AND ({Either("State", OfNoUse)})))"),
        ("Outputs", "INSERT", ""),
        ("Outputs", "UPDATE", ""),
        ("Labour", "INSERT", ""),
    ];

    /// <summary>The statements for SQLite.</summary>
    public static IEnumerable<string> Sqlite() =>
        from change in Changes
        let when = change.When.Length == 0 ? "" : $" WHEN {change.When.Replace("IS DISTINCT FROM", "IS NOT", StringComparison.Ordinal)}"
        select $"CREATE TRIGGER \"{Name(change)}\" AFTER {change.Act} ON \"{change.Table}\"{when} "
            + $"BEGIN INSERT INTO \"RunStamps\" (\"RunId\") VALUES ({Run(change.Table)}); END;";

    /// <summary>The statements for PostgreSQL.</summary>
    public static IEnumerable<string> Postgres() =>
        Changes.Select(change => change.Table).Distinct().Select(table =>
            $"""
            CREATE OR REPLACE FUNCTION genops_stamp_{table.ToLowerInvariant()}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN INSERT INTO "RunStamps" ("RunId") VALUES ({Run(table)}); RETURN NULL; END $$;
            """)
        .Concat(
            from change in Changes
            let when = change.When.Length == 0 ? "" : $" WHEN ({change.When})"
            select $"CREATE TRIGGER \"{Name(change)}\" AFTER {change.Act} ON \"{change.Table}\" FOR EACH ROW{when} "
                + $"EXECUTE FUNCTION genops_stamp_{change.Table.ToLowerInvariant()}();");

    /// <summary>The statements that take them away on SQLite.</summary>
    public static IEnumerable<string> DropOnSqlite() => Changes.Select(change => $"DROP TRIGGER \"{Name(change)}\";");

    /// <summary>The statements that take them away on PostgreSQL.</summary>
    public static IEnumerable<string> DropOnPostgres() =>
        Changes.Select(change => $"DROP TRIGGER \"{Name(change)}\" ON \"{change.Table}\";")
            .Concat(Changes.Select(change => change.Table).Distinct().Select(table => $"DROP FUNCTION genops_stamp_{table.ToLowerInvariant()}();"));

    private static string Differs(string column) => $"NEW.\"{column}\" IS DISTINCT FROM OLD.\"{column}\"";

    private static string Either(string column, string values) => $"NEW.\"{column}\" IN ({values}) OR OLD.\"{column}\" IN ({values})";

    private static string Name((string Table, string Act, string When) change) => $"stamp_{change.Act.ToLowerInvariant()}_{change.Table}";

    private static string Run(string table) => table == "Runs" ? "NEW.\"Id\"" : "NEW.\"RunId\"";
}
