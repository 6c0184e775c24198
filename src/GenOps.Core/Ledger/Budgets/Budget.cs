using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Ledger.Budgets;

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
