namespace GenOps.Core.Ledger.Budgets;

/// <summary>A step whose next call does not fit.</summary>
/// <param name="RunId">Its run.</param>
/// <param name="StepRunId">The step.</param>
/// <param name="Held">Held until the budget is raised, a price is recorded, or the next period begins; else it waits for calls under way.</param>
/// <param name="NeedNanoUsd">Its worst case; null where the model has no price.</param>
/// <param name="Model">As <c>provider/model</c>.</param>
/// <param name="Since">UTC.</param>
public sealed record BudgetWaitRow(RunId RunId, StepRunId StepRunId, bool Held, long? NeedNanoUsd, string Model, DateTime Since);
