namespace GenOps.Core.Desk.Reviews;

/// <summary>How many reviews of one money are open.</summary>
public sealed record MoneyReviews(MoneyMode Money, int Open);
