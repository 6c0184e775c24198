namespace GenOps.Core.Desk.Reviews;

/// <summary>Which open reviews; what is null does not narrow.</summary>
public sealed record ReviewQueueFilter
{
    /// <summary>The pipeline's name.</summary>
    public string? Pipeline { get; init; }

    public MoneyMode? Money { get; init; }

    /// <summary>Only those the actor is looking at.</summary>
    public bool Mine { get; init; }

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Rows of a page, 1 to 200.</summary>
    public int PageSize { get; init; } = 25;
}
