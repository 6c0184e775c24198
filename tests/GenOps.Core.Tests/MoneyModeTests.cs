using GenOps.Core.Analytics;
using GenOps.Core.Analytics.Reconciliation;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using GenOps.Testing.Architecture;

namespace GenOps.Core.Tests;

/// <summary>No query of the figures can forget to say whether it is about live or about sandbox money.</summary>
public sealed class MoneyModeTests
{
    private static readonly string[] Features = ["GenOps.Core.Analytics", "GenOps.Core.Ledger"];

    // Rates and baselines are figures of the company that hold for both moneys; they are no money themselves. One call is
    // read by its key, with the money it was made in; nothing is added up. Names for filters
    // are no money either. A budget is of one money and read by its key; the list of budgets asks for the money. Who keeps the sums
    // adds up each run in its own money, and who compares them with ledger and calls does so money by money.
    private static readonly Type[] NoTotals = [typeof(AssumptionQuery), typeof(CallDetailQuery), typeof(AnalyticsChoices), typeof(BudgetsQuery), typeof(RollupKeeper), typeof(Reconciler)];

    /// <summary>The types whose queries are figures.</summary>
    public static IEnumerable<Type> QueryTypes => typeof(Money).Assembly.GetTypes()
        .Where(type => Features.Any(feature => type.Namespace == feature || type.Namespace?.StartsWith(feature + ".", StringComparison.Ordinal) == true))
        .Except(NoTotals);

    [Fact]
    public void Queries_OfAnalyticsAndLedger_DemandAMoneyMode()
    {
        var violations = MoneyModeRule.Violations(QueryTypes).Order(StringComparer.Ordinal).ToArray();

        Assert.True(violations.Length == 0, string.Join('\n', violations));
    }

    [Fact]
    public void Violations_OfBadQueries_NameEach()
    {
        var violations = MoneyModeRule.Violations([typeof(BadQueries)]).ToArray();

        Assert.Equal(4, violations.Length);
        foreach (var name in new[] { "WithoutAsync", "OptionalAsync", "OptionalInFilterAsync", "Stream" })
            Assert.Contains(violations, violation => violation.EndsWith($"{nameof(BadQueries)}.{name} takes no MoneyMode", StringComparison.Ordinal));
    }

    [Fact]
    public void Violations_OfGoodQueriesAndCommands_AreNone() => Assert.Empty(MoneyModeRule.Violations([typeof(GoodQueries)]));

    public sealed record LooseFilter(DateTime From)
    {
        public MoneyMode Money { get; init; }
    }

    public sealed record StrictFilter(MoneyMode Money);

    public sealed record RequiredFilter
    {
        public required MoneyMode Money { get; init; }
    }

    public static class BadQueries
    {
        public static Task<decimal> WithoutAsync(PipelineId? pipeline) => throw new NotSupportedException($"{pipeline}");

        public static Task<decimal> OptionalAsync(MoneyMode money = MoneyMode.Live) => throw new NotSupportedException($"{money}");

        public static ValueTask<decimal> OptionalInFilterAsync(LooseFilter filter) => throw new NotSupportedException($"{filter}");

        public static IAsyncEnumerable<decimal> Stream(DateTime from) => throw new NotSupportedException($"{from}");
    }

    public static class GoodQueries
    {
        public static Task<decimal> DirectAsync(MoneyMode money) => throw new NotSupportedException($"{money}");

        public static Task<decimal> StrictAsync(StrictFilter filter) => throw new NotSupportedException($"{filter}");

        public static Task<decimal> RequiredAsync(RequiredFilter filter) => throw new NotSupportedException($"{filter}");

        public static Task CommandAsync(LedgerEntryId entry) => throw new NotSupportedException($"{entry}");

        public static Task<LedgerEntryId> CommandWithKeyAsync(DateTime at) => throw new NotSupportedException($"{at}");
    }
}
