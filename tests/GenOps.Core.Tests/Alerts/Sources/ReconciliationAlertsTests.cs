using GenOps.Core.Access;
using GenOps.Core.Alerts;
using GenOps.Core.Alerts.Sources;
using GenOps.Core.Analytics;
using GenOps.Core.Analytics.Reconciliation;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Alerts.Sources;

public abstract class ReconciliationAlertsTests(DatabaseKind kind) : DatabaseTest(kind)
{
    [Fact]
    public async Task Watch_MonthThatDiffers_IsAlertedUntilItAgrees()
    {
        var alerts = new AlertFixture(Database) { Further = { new ReconciliationAlerts() } };
        await PutAsync(MoneyMode.Live, differences: 2, nanos: 30_000_000);
        await PutAsync(MoneyMode.Sandbox, differences: 0, nanos: 0);

        await alerts.WatchAsync();
        await alerts.WatchAsync();

        var alert = Assert.Single(await alerts.OpenAsync());
        Assert.Equal((AlertKind.SumsDiffer, 2, "/finance/reconciliation?money=live"), (alert.Kind, alert.Count, alert.Link));
        Assert.Equal("Sums, ledger and calls of October 2026, live money, differ by $0.03", alert.Title);
        Assert.Equal("Call a says it cost $0.03.", alert.Text);

        await using (var db = Open()) await db.ReconciledMonths.ExecuteDeleteAsync();
        await PutAsync(MoneyMode.Live, differences: 0, nanos: 0);
        await alerts.WatchAsync();

        Assert.Empty(await alerts.OpenAsync());
        Assert.NotNull(Assert.Single(await alerts.Query.ReadAsync(Actor.System, alsoResolved: true, CancellationToken.None)).ResolvedAt);
    }

    [Fact]
    public async Task Watch_OnlyCountsDiffer_SaysInHowMany()
    {
        var alerts = new AlertFixture(Database) { Further = { new ReconciliationAlerts() } };
        await PutAsync(MoneyMode.Sandbox, differences: 4, nanos: 0);

        await alerts.WatchAsync();

        Assert.Equal("Sums, ledger and calls of October 2026, sandbox money, differ in 4 counts", Assert.Single(await alerts.OpenAsync()).Title);
    }

    private async Task PutAsync(MoneyMode money, long differences, long nanos)
    {
        await using var db = Open();
        db.Add(new ReconciledMonth
        {
            Money = money,
            Month = new DateOnly(2026, 10, 1).DayNumber,
            CheckedAt = new DateTime(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc),
            SummedNanos = 0,
            BookedNanos = 0,
            BookedOfCallsNanos = 0,
            CallsNanos = 0,
            Differences = differences,
            DifferenceNanos = nanos,
            Details = ReconciledMonth.Write(differences == 0
                ? []
                : [new DifferenceGroup(DifferenceSort.CallWithoutEntry, differences, [new ReconciliationDifference("Call a says it cost $0.03.", nanos, KpiUnit.NanoUsd)])]),
        });
        await db.SaveChangesAsync();
    }
}

public sealed class ReconciliationAlertsTestsOnSqlite() : ReconciliationAlertsTests(DatabaseKind.Sqlite);

public sealed class ReconciliationAlertsTestsOnPostgres() : ReconciliationAlertsTests(DatabaseKind.Postgres);
