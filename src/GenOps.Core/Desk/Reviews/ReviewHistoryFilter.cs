using GenOps.Core.Reviews;

namespace GenOps.Core.Desk.Reviews;

/// <summary>Which decisions; what is null does not narrow.</summary>
public sealed record ReviewHistoryFilter
{
    /// <summary>The pipeline's name.</summary>
    public string? Pipeline { get; init; }

    public ReviewVerdict? Verdict { get; init; }

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Rows of a page, 1 to 200.</summary>
    public int PageSize { get; init; } = 25;
}
