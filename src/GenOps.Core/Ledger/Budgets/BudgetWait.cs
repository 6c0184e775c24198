namespace GenOps.Core.Ledger.Budgets;

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
