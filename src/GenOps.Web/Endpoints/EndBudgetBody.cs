namespace GenOps.Web.Endpoints;

/// <summary>What ends a budget.</summary>
/// <param name="Reason">For the audit trail; may be left out.</param>
public sealed record EndBudgetBody(string? Reason);
