using GenOps.Core;
using GenOps.Core.Ledger.Budgets;
using GenOps.Web.Words;

namespace GenOps.Web.Tests.Words;

/// <summary>What is said of a budget is the number there is, not the mark it passed.</summary>
public sealed class BudgetWordingsTests
{
    private static readonly DateTime At = new(2026, 11, 2, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(834, "83.4 % spent")]
    [InlineData(800, "80 % spent")]
    [InlineData(999, "99.9 % spent")]
    [InlineData(515, "51.5 % spent")]
    [InlineData(499, "On track")]
    [InlineData(1000, "Used up")]
    public void State_OfABudget_SaysWhatIsSpent(long spent, string text) => Assert.Equal(text, BudgetWordings.State(Row(spent)).Text);

    [Fact]
    public void State_AHairBelowAMark_DoesNotClaimIt() =>
        Assert.Equal("99.9 % spent", BudgetWordings.State(Row(9_999_999_999, 10_000_000_000)).Text);

    [Theory]
    [InlineData(BudgetWarning.MostOf, 834, "83.4 % spent")]
    [InlineData(BudgetWarning.Half, 731, "73.1 % spent")]
    [InlineData(BudgetWarning.Full, 1_204, "120.4 % spent")]
    [InlineData(BudgetWarning.Forecast, 300, "Forecast crosses")]
    public void Of_WhatPeopleWereTold_SaysWhatWasSpentThen(BudgetWarning warning, long spent, string text) =>
        Assert.Equal(text, BudgetWordings.Of(new BudgetTold(warning, At, spent, 1_000)));

    private static BudgetRow Row(long spent, long amount = 1_000) => new()
    {
        Id = Id.New<BudgetId>(),
        Scope = BudgetScope.Everything,
        Target = "",
        Name = "all calls",
        Period = BudgetPeriod.Month,
        Kind = BudgetKind.Hard,
        Money = MoneyMode.Live,
        AmountNanoUsd = amount,
        Account = null,
        Run = null,
        From = At,
        To = null,
        SpentNanoUsd = spent,
        ReservedNanoUsd = 0,
        ForecastNanoUsd = null,
        Waiting = 0,
        Held = 0,
        Told = [],
        CreatedBy = "Fay",
        CreatedAt = At,
        EndedAt = null,
    };
}
