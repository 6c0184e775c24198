namespace GenOps.Core.Ledger.Budgets;

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
