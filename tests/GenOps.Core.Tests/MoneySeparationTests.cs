using System.Reflection;
using System.Text.Json;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Data;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using GenOps.Testing;
using GenOps.Testing.Architecture;
using GenOps.Testing.Finance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests;

/// <summary>
/// No sandbox amount in any live total, and the reverse: every query of the figures, found by reflection, answers over mixed
/// rows exactly what it answers where the other money's rows were never written.
/// </summary>
public abstract class MoneySeparationTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly DateTime From = new(2026, 8, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime To = From.AddDays(60);

    // The first two write what a call costs or may cost, and return what they wrote; they read no total. A budget is of one money,
    // and what the port brings into it is held by the tests of the cap.
    private static readonly Type[] Writers = [typeof(LedgerBook), typeof(BudgetGate), typeof(IUncountedCalls)];

    // To follow figures is to ask ComputeAsync for them again.
    private static readonly MethodInfo[] Queries =
        [.. MoneyModeRule.QueriesOf(MoneyModeTests.QueryTypes.Except(Writers)).Where(q => q.Name != nameof(KpiCatalogue.FollowAsync)).OrderBy(q => q.ToString(), StringComparer.Ordinal)];

    [Fact]
    public void Queries_FoundByReflection_AreThoseOfFiguresAndLedger() =>
        Assert.Superset(
            new HashSet<string> { "KpiCatalogue.ComputeAsync", "KpiCatalogue.RowsAsync", "LedgerListQuery.ReadAsync" },
            Queries.Select(q => $"{q.DeclaringType!.Name}.{q.Name}").ToHashSet());

    [Theory]
    [InlineData(MoneyMode.Live)]
    [InlineData(MoneyMode.Sandbox)]
    public async Task EveryQuery_OverMixedRows_AnswersAsIfTheOtherMoneyWereNotThere(MoneyMode money)
    {
        var rows = new FinanceRandom(seed: 20261123, runs: 60, From, days: 55);
        await using (var db = Open())
        {
            await rows.SaveAsync(db);
            foreach (var each in Enum.GetValues<MoneyMode>()) await BudgetAsync(db, each);
        }

        await using var alone = await TestDatabase.CreateAsync(Database.Kind);
        await using (var db = alone.Open())
        {
            await rows.SaveAsync(db, money);
            await BudgetAsync(db, money);
        }

        var other = money == MoneyMode.Live ? MoneyMode.Sandbox : MoneyMode.Live;

        foreach (var query in Queries)
        {
            var name = $"{query.DeclaringType!.Name}.{query.Name}";
            var differs = false;
            foreach (var index in Enumerable.Range(0, AskingWays(query)))
            {
                var mixed = await AskAsync(Database, query, index, money);
                Assert.True(mixed == await AskAsync(alone, query, index, money), $"{name}, way {index}, sees rows of {other} money in {money} figures.");
                differs |= mixed != await AskAsync(Database, query, index, other);
            }

            Assert.True(differs, $"{name} answers the same for both moneys: it does not look at which is asked for.");
        }
    }

    private static async Task BudgetAsync(GenOpsDbContext db, MoneyMode money)
    {
        db.Budgets.Add(new Budget
        {
            Id = Id.New<BudgetId>(),
            Scope = BudgetScope.Everything,
            Target = "",
            Period = BudgetPeriod.Month,
            Kind = BudgetKind.Soft,
            Money = money,
            AmountNanos = money == MoneyMode.Live ? 7_000_000_000 : 5_000_000_000,
            CreatedBy = "finance",
            CreatedAt = From,
        });
        await db.SaveChangesAsync();
    }

    private static int AskingWays(MethodInfo query) => query.GetParameters().Aggregate(1, (ways, parameter) => ways * Values(parameter, MoneyMode.Live).Count);

    /// <summary>What the query answers, as text, with one of the ways to ask it.</summary>
    private static async Task<string> AskAsync(TestDatabase database, MethodInfo query, int way, MoneyMode money)
    {
        var arguments = new List<object?>();
        foreach (var parameter in query.GetParameters())
        {
            var values = Values(parameter, money);
            arguments.Add(values[way % values.Count]);
            way /= values.Count;
        }

        await using var services = new ServiceCollection()
            .AddSingleton(database.Contexts)
            .AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(To)))
            .AddSingleton(ReportingCalendar.From(null))
            .BuildServiceProvider();
        var asked = query.IsStatic ? null : ActivatorUtilities.CreateInstance(services, query.DeclaringType!);
        try
        {
            var answering = (Task)query.Invoke(asked, [.. arguments])!;
            await answering;
            return Text(answering.GetType().GetProperty(nameof(Task<object>.Result))!.GetValue(answering)!);
        }
        catch (NotFoundException e)
        {
            // A figure without a denominator has no rows of one, whatever the money.
            return e.Message;
        }
    }

    private static string Text(object answer) => answer switch
    {
        KpiFigure figure => JsonSerializer.Serialize(figure) + JsonSerializer.Serialize(figure.Axes.Select(axis => figure.By(axis))),
        IEnumerable<KpiFigure> figures => string.Concat(figures.Select(Text)),
        _ => JsonSerializer.Serialize(answer, answer.GetType()),
    };

    private static IReadOnlyList<object?> Values(ParameterInfo parameter, MoneyMode money) => parameter.ParameterType switch
    {
        var type when type == typeof(Actor) => [Actor.System],
        var type when type == typeof(MoneyMode) => [money],
        var type when type == typeof(AnalyticsFilter) => [new AnalyticsFilter { Money = money, From = From, To = To }],
        var type when type == typeof(LedgerListFilter) => [new LedgerListFilter { Money = money, Take = 1000 }],
        var type when type == typeof(KpiSlice) => [new KpiSlice(), new KpiSlice { Part = KpiPart.Denominator }],
        var type when type == typeof(string) && parameter.Name == "name" => [.. KpiCatalogue.All.Select(k => k.Name)],
        var type when type == typeof(IReadOnlyList<string>) => [KpiCatalogue.All.Select(k => k.Name).ToList()],
        var type when type == typeof(int) => [parameter.Name == "take" ? KpiCatalogue.LargestPage : 0],
        var type when type == typeof(CancellationToken) => [CancellationToken.None],
        _ => throw new InvalidOperationException($"Say here what to give {parameter.Member.DeclaringType!.Name}.{parameter.Member.Name} as {parameter.Name}."),
    };
}

public sealed class MoneySeparationTestsOnSqlite() : MoneySeparationTests(DatabaseKind.Sqlite);

public sealed class MoneySeparationTestsOnPostgres() : MoneySeparationTests(DatabaseKind.Postgres);
