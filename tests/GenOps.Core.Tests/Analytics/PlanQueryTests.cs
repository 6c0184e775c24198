using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Calls;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using GenOps.Testing;

namespace GenOps.Core.Tests.Analytics;

/// <summary>What is planned is what budgets of exactly the scope asked for say of these days, each day once.</summary>
public abstract class PlanQueryTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly ReportingCalendar Berlin = ReportingCalendar.From("Europe/Berlin");
    private static readonly PipelineId Posts = Id.New<PipelineId>();

    private static readonly AnalyticsFilter October = Over("2026-10-01", "2026-10-31");

    [Theory]
    [InlineData("2026-10-01", "2026-10-31", 310)]
    [InlineData("2026-10-01", "2026-12-31", 930)]
    [InlineData("2026-10-11", "2026-10-12", 20)]
    [InlineData("2026-11-01", "2026-11-15", 155)]
    public async Task ReadAsync_AMonthlyBudget_CountsForMonthsWholeAndForPartsByDays(string first, string last, int planned)
    {
        await SaveAsync(Monthly(310));

        Assert.Equal(planned, (await ReadAsync(Over(first, last))).Plan!.PlannedUsd);
    }

    // At 22:30 UTC of 30 September it is October in Berlin: the budget begins with the month it was created in.
    [Fact]
    public async Task ReadAsync_DaysBeforeABudgetBegan_AreNotCovered()
    {
        await SaveAsync(Monthly(310, createdAt: new DateTime(2026, 9, 30, 22, 30, 0, DateTimeKind.Utc)));

        var plan = (await ReadAsync(Over("2026-09-21", "2026-10-10"))).Plan!;

        Assert.Equal((100m, 10, 20), (plan.PlannedUsd, plan.CoveredDays, plan.Days));
        Assert.Equal("No budget covers these days", (await ReadAsync(Over("2026-09-01", "2026-09-30"))).Missing);
    }

    [Theory]
    [InlineData(BudgetPeriod.Day, 5, 155)]
    [InlineData(BudgetPeriod.Week, 14, 62)]
    [InlineData(BudgetPeriod.Month, 31, 31)]
    public async Task ReadAsync_EachPeriod_LiesEvenlyOnItsDays(BudgetPeriod period, int amount, int october)
    {
        await SaveAsync(Monthly(amount, period: period, createdAt: At(9, 1)));

        Assert.Equal(october, (await ReadAsync(October)).Plan!.PlannedUsd);
    }

    [Fact]
    public async Task ReadAsync_SeveralBudgetsOfOneDay_CountTheSmallestOnce()
    {
        await SaveAsync(
            Monthly(310), Monthly(620, kind: BudgetKind.Hard), Monthly(20, period: BudgetPeriod.Day),
            // From the 19th, a Monday, 7 a day.
            Monthly(49, period: BudgetPeriod.Week, createdAt: At(10, 20)));

        Assert.Equal((18 * 10) + (13 * 7), (await ReadAsync(October)).Plan!.PlannedUsd);
    }

    [Fact]
    public async Task ReadAsync_ABudgetEndedAndOneInItsPlace_CountEachDayOnce()
    {
        await SaveAsync(Monthly(310, endedAt: At(10, 11)), Monthly(620, createdAt: At(10, 11)));

        // Ten days of the first, the rest of the second.
        Assert.Equal(100 + (21 * 20), (await ReadAsync(October)).Plan!.PlannedUsd);
    }

    [Fact]
    public async Task ReadAsync_ABudgetThatPlansNothingForDays_IsLeftOut()
    {
        await SaveAsync(
            Monthly(310, period: BudgetPeriod.Whole), Monthly(310, createdAt: At(10, 3), endedAt: At(10, 3, 15)), Monthly(310, money: MoneyMode.Sandbox));

        Assert.Equal("No budget covers these days", (await ReadAsync(October)).Missing);
    }

    [Fact]
    public async Task ReadAsync_BudgetsOfOtherScopes_AreNeverAddedToTheOneAskedFor()
    {
        await SaveAsync(
            Monthly(310), Monthly(31, BudgetScope.Pipeline, Posts.ToString()), Monthly(62, BudgetScope.CostCentre, "marketing"),
            Monthly(93, BudgetScope.Provider, "openai"), Monthly(1, BudgetScope.EachRun, Posts.ToString(), BudgetPeriod.Whole));

        Assert.Equal(310, (await ReadAsync(October)).Plan!.PlannedUsd);
        Assert.Equal(31, (await ReadAsync(October with { Pipeline = Posts })).Plan!.PlannedUsd);
        Assert.Equal(62, (await ReadAsync(October with { CostCentre = "marketing" })).Plan!.PlannedUsd);
        Assert.Equal(93, (await ReadAsync(October with { Provider = "openai" })).Plan!.PlannedUsd);
        Assert.Equal("No budget covers these days", (await ReadAsync(October with { Pipeline = Id.New<PipelineId>() })).Missing);
    }

    [Fact]
    public async Task ReadAsync_ACutThatNoBudgetHas_SaysSo()
    {
        await SaveAsync(Monthly(310), Monthly(31, BudgetScope.Pipeline, Posts.ToString()));

        foreach (var cut in new[]
        {
            October with { Model = "gpt-4o" }, October with { Tier = Tier.Small }, October with { Pipeline = Posts, Provider = "openai" },
            October with { Pipeline = Posts, Version = Id.New<PipelineVersionId>() }, October with { CostCentre = "marketing", Provider = "openai" },
        })
        {
            var plan = await ReadAsync(cut);
            Assert.Null(plan.Plan);
            Assert.StartsWith("Budgets are of all calls, of one pipeline, one cost centre or one provider", plan.Missing, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ReadAsync_AsKnownOnADay_DoesNotPassAmountsOfNowForThoseOfThen()
    {
        await SaveAsync(Monthly(310));

        Assert.StartsWith("Budgets are kept as they are now", (await ReadAsync(October with { KnownOn = new DateOnly(2026, 11, 3) })).Missing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_WithoutTheRightToReadFigures_IsRefused() =>
        await Assert.ThrowsAsync<AccessDeniedException>(() =>
            new PlanQuery(Database.Contexts, Berlin).ReadAsync(new Actor(null, "Rea", new HashSet<string> { Roles.Reviewer }), October, CancellationToken.None));

    private Task<SpendPlan> ReadAsync(AnalyticsFilter filter) => new PlanQuery(Database.Contexts, Berlin).ReadAsync(Actor.System, filter, CancellationToken.None);

    private async Task SaveAsync(params Budget[] budgets)
    {
        await using var db = Open();
        db.AddRange(budgets);
        await db.SaveChangesAsync();
    }

    private static Budget Monthly(
        int usd, BudgetScope scope = BudgetScope.Everything, string target = "", BudgetPeriod period = BudgetPeriod.Month, BudgetKind kind = BudgetKind.Soft,
        MoneyMode money = MoneyMode.Live, DateTime? createdAt = null, DateTime? endedAt = null) => new()
        {
            Id = Id.New<BudgetId>(),
            Scope = scope,
            Target = target,
            Period = period,
            Kind = kind,
            Money = money,
            AmountNanos = Money.FromUsd(usd).Nanos,
            CreatedBy = "ada",
            CreatedAt = createdAt ?? At(10, 1),
            EndedAt = endedAt,
        };

    private static AnalyticsFilter Over(string first, string last) => new()
    {
        Money = MoneyMode.Live,
        From = Berlin.StartOf(DateOnly.Parse(first, System.Globalization.CultureInfo.InvariantCulture)),
        To = Berlin.StartOf(DateOnly.Parse(last, System.Globalization.CultureInfo.InvariantCulture).AddDays(1)),
    };

    private static DateTime At(int month, int day, int hour = 9) => new(2026, month, day, hour, 0, 0, DateTimeKind.Utc);
}

public sealed class PlanQueryTestsOnSqlite() : PlanQueryTests(DatabaseKind.Sqlite);

public sealed class PlanQueryTestsOnPostgres() : PlanQueryTests(DatabaseKind.Postgres);
