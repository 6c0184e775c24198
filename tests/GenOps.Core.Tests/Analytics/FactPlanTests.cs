using System.Text.RegularExpressions;
using GenOps.Core.Analytics;
using GenOps.Core.Analytics.Kpis;
using GenOps.Core.Analytics.Measures;
using GenOps.Core.Ledger;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Analytics;

/// <summary>What figures are counted from is looked up, by run or by time: whatever goes through a whole table takes longer with each year of use.</summary>
public sealed partial class FactPlanTests() : DatabaseTest(DatabaseKind.Sqlite)
{
    private static readonly DateTime Noon = new(2026, 11, 1, 12, 0, 0, DateTimeKind.Utc);

    public static TheoryData<int> EachFamily => [.. Enumerable.Range(0, AllKpis.Families.Count)];

    [Theory]
    [MemberData(nameof(EachFamily))]
    public async Task Facts_OfChangedRuns_GoThroughNoTableButTheStamps(int family)
    {
        await using var db = Open();

        Assert.DoesNotContain(await ScannedAsync(db, family, Scope(db) with { Runs = db.RunStamps.Select(s => s.RunId) }), t => t != "RunStamps");
    }

    [Theory]
    [MemberData(nameof(EachFamily))]
    public async Task Facts_OfADay_GoThroughNoTable(int family)
    {
        await using var db = Open();

        Assert.Empty(await ScannedAsync(db, family, Scope(db)));
    }

    [Fact]
    public async Task CostOfRunsEnded_OnADay_GoesThroughNoTable()
    {
        await using var db = Open();

        Assert.Empty(await ScannedAsync(db, CostMeasure.OfRunsEnded.Facts(Scope(db), [CostMeasure.OfRunsEnded])));
    }

    private static MeasureScope Scope(Core.Data.GenOpsDbContext db)
    {
        var (filter, calendar) = (new AnalyticsFilter { Money = MoneyMode.Live, From = Noon.Date, To = Noon.Date.AddDays(1) }, ReportingCalendar.From(null));
        return new MeasureScope(db, filter, new KpiSlice(), TimeBuckets.Cut(filter.From, filter.To, BucketUnit.Day, calendar), StatedFigures.None(calendar), calendar);
    }

    private static Task<List<string>> ScannedAsync(Core.Data.GenOpsDbContext db, int family, MeasureScope scope)
    {
        var measures = AllKpis.Families[family];
        return ScannedAsync(db, measures[0].Facts(scope, measures));
    }

    /// <summary>The tables that are gone through whole.</summary>
    private static async Task<List<string>> ScannedAsync(Core.Data.GenOpsDbContext db, IQueryable<object> rows)
    {
        // Values are told before the statement; a plan does not rest on them.
        var sql = string.Join('\n', rows.ToQueryString().Split('\n').Where(line => !line.StartsWith(".param", StringComparison.Ordinal)));
        var tables = Table().Matches(sql).ToDictionary(m => m.Groups[2].Value, m => m.Groups[1].Value);
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + ParameterName().Replace(sql, "NULL");
        await using var reader = await command.ExecuteReaderAsync();
        var scanned = new List<string>();
        var steps = 0;
        while (await reader.ReadAsync())
        {
            steps++;
            // What was put together on the way, such as the groups of these runs, is no table.
            if (Scan().Match(reader.GetString(3)) is { Success: true } scan && tables.TryGetValue(scan.Groups[1].Value, out var table)) scanned.Add(table);
        }

        Assert.NotEqual(0, steps);
        return scanned;
    }

    [GeneratedRegex("""
        (?:FROM|JOIN) "(\w+)" AS "(\w+)"
        """)]
    private static partial Regex Table();

    [GeneratedRegex(@"@\w+")]
    private static partial Regex ParameterName();

    [GeneratedRegex(@"^SCAN (\w+)")]
    private static partial Regex Scan();
}
