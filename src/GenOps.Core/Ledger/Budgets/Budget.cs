using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Ledger.Budgets;

/// <summary>Which calls a budget covers.</summary>
public enum BudgetScope
{
    /// <summary>All calls of its money.</summary>
    Everything,

    /// <summary>All runs of one pipeline together.</summary>
    Pipeline,

    /// <summary>Each run of one pipeline by itself.</summary>
    EachRun,

    /// <summary>One run.</summary>
    Run,

    /// <summary>All runs of one cost centre together.</summary>
    CostCentre,

    /// <summary>All calls to one provider.</summary>
    Provider,
}

/// <summary>The stretch of time after which a budget begins anew, in the reporting time zone.</summary>
public enum BudgetPeriod
{
    /// <summary>It does not begin anew.</summary>
    Whole,

    /// <summary>Each calendar day.</summary>
    Day,

    /// <summary>Each week from Monday.</summary>
    Week,

    /// <summary>Each calendar month.</summary>
    Month,
}

/// <summary>What happens when a budget is used up.</summary>
public enum BudgetKind
{
    /// <summary>People are told; calls go on.</summary>
    Soft,

    /// <summary>No call is sent whose worst case does not fit.</summary>
    Hard,
}

/// <summary>
/// An amount that calls may cost. Model and tool calls count against it; people's time and stated fixed costs do not,
/// since holding a call saves neither.
/// </summary>
public sealed class Budget
{
    public required BudgetId Id { get; init; }

    public required BudgetScope Scope { get; init; }

    /// <summary>The pipeline's or run's id, the cost centre's or provider's name; empty for everything.</summary>
    public required string Target { get; init; }

    public required BudgetPeriod Period { get; init; }

    public required BudgetKind Kind { get; set; }

    /// <summary>Live or sandbox: a budget covers one of them.</summary>
    public required MoneyMode Money { get; init; }

    /// <summary>Nano-US-dollars for each period, above 0.</summary>
    public required long AmountNanos { get; set; }

    public required string CreatedBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>UTC; null while it holds.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>Whether calls of a run to a provider count.</summary>
    public bool Covers(RunSnapshot run, string provider) => Money == run.Money && Scope switch
    {
        BudgetScope.Everything => true,
        BudgetScope.Pipeline or BudgetScope.EachRun => Target == run.PipelineId.ToString(),
        BudgetScope.Run => Target == run.RunId.ToString(),
        BudgetScope.CostCentre => Target == run.CostCentre,
        BudgetScope.Provider => Target == provider,
        _ => throw new InvalidOperationException($"Unknown scope {Scope}."),
    };
}

/// <summary>What one budget has spent and promised in one period; for <see cref="BudgetScope.EachRun"/>, of one run.</summary>
public sealed class BudgetAccount
{
    /// <summary>Made from budget, period and run, so that nobody opens it twice.</summary>
    public required BudgetAccountId Id { get; init; }

    public required BudgetId BudgetId { get; init; }

    /// <summary>UTC, inclusive.</summary>
    public required DateTime From { get; init; }

    /// <summary>UTC, exclusive; null for open.</summary>
    public DateTime? To { get; init; }

    /// <summary>The run, where each has its own.</summary>
    public RunId? RunId { get; init; }

    /// <summary>The sum of the ledger's rows it covers, nano-US-dollars.</summary>
    public long SpentNanos { get; set; }

    /// <summary>The worst cases of calls under way, nano-US-dollars.</summary>
    public long ReservedNanos { get; set; }

    /// <summary>The highest share people were told of, in percent: 0, 50, 80 or 100.</summary>
    public int ToldPercent { get; set; }

    /// <summary>People were told that the forecast crosses the amount.</summary>
    public bool ToldForecast { get; set; }
}

/// <summary>The worst case of one call, put aside in one account until it is known what the call cost.</summary>
public sealed class BudgetReservation
{
    public required BudgetReservationId Id { get; init; }

    public required BudgetAccountId AccountId { get; init; }

    public required BudgetId BudgetId { get; init; }

    public required ModelCallId CallId { get; init; }

    /// <summary>Nano-US-dollars.</summary>
    public required long Nanos { get; set; }

    /// <summary>The call was answered, and this is the rest of its worst case until all of its use has a price.</summary>
    public bool Unpriced { get; set; }

    /// <summary>UTC.</summary>
    public required DateTime MadeAt { get; init; }

    /// <summary>UTC; null while the call is under way, or some of its use has no price.</summary>
    public DateTime? ClosedAt { get; set; }
}

/// <summary>A step whose next call does not fit.</summary>
public sealed class BudgetWait
{
    public required BudgetWaitId Id { get; init; }

    public required BudgetAccountId AccountId { get; init; }

    public required BudgetId BudgetId { get; init; }

    public required RunId RunId { get; init; }

    public required StepRunId StepRunId { get; init; }

    /// <summary>The call's worst case, nano-US-dollars; null where its model has no price.</summary>
    public long? NeedNanos { get; init; }

    /// <summary>The use that its worst case assumes, as JSON, so that one sees when all of it has a price; empty where that is not what it waits for.</summary>
    public string Use { get; init; } = "";

    /// <summary>The hold placed because waiting for open reservations would not help; null while it waits for those.</summary>
    public HoldId? HoldId { get; set; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    /// <summary>The worker has let go of the step.</summary>
    public bool Parked { get; set; }

    /// <summary>UTC.</summary>
    public required DateTime Since { get; init; }
}

/// <summary>Something about a budget people are told of, once per account.</summary>
public enum BudgetWarning
{
    /// <summary>Half of it is spent.</summary>
    Half,

    /// <summary>80 % of it are spent.</summary>
    MostOf,

    /// <summary>All of it is spent.</summary>
    Full,

    /// <summary>At this rate it will not last to the end of its period.</summary>
    Forecast,
}

/// <summary>When people were told what.</summary>
public sealed class BudgetAlert
{
    public required BudgetAlertId Id { get; init; }

    public required BudgetAccountId AccountId { get; init; }

    public required BudgetId BudgetId { get; init; }

    public required BudgetWarning Warning { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>What was spent then, nano-US-dollars.</summary>
    public required long SpentNanos { get; init; }

    /// <summary>The amount then, nano-US-dollars.</summary>
    public required long AmountNanos { get; init; }
}

internal sealed class BudgetConfiguration :
    IEntityTypeConfiguration<Budget>, IEntityTypeConfiguration<BudgetAccount>, IEntityTypeConfiguration<BudgetReservation>,
    IEntityTypeConfiguration<BudgetWait>, IEntityTypeConfiguration<BudgetAlert>
{
    public void Configure(EntityTypeBuilder<Budget> builder) => builder.HasIndex(b => new { b.EndedAt, b.Money });

    public void Configure(EntityTypeBuilder<BudgetAccount> builder)
    {
        builder.HasIndex(a => new { a.BudgetId, a.From });
        builder.HasOne<Budget>().WithMany().HasForeignKey(a => a.BudgetId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<BudgetReservation> builder)
    {
        builder.HasIndex(r => new { r.CallId, r.AccountId }).IsUnique();
        builder.HasIndex(r => new { r.ClosedAt, r.AccountId });
    }

    public void Configure(EntityTypeBuilder<BudgetWait> builder)
    {
        builder.HasIndex(w => w.StepRunId).IsUnique();
        builder.HasIndex(w => new { w.AccountId, w.Since });
    }

    public void Configure(EntityTypeBuilder<BudgetAlert> builder) => builder.HasIndex(a => new { a.AccountId, a.At });
}
