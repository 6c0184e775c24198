namespace GenOps.Web.Endpoints;

/// <summary>Another amount for a budget.</summary>
/// <param name="AmountUsd">US dollars for each period.</param>
/// <param name="Reason">For the audit trail; may be left out.</param>
public sealed record ChangeBudgetBody(decimal AmountUsd, string? Reason);
