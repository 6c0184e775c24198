namespace GenOps.Core.Reviews;

/// <summary>Where a review stands.</summary>
public enum ReviewState
{
    /// <summary>It waits for a person.</summary>
    Open,

    /// <summary>Somebody decided.</summary>
    Decided,

    /// <summary>The run ended before anybody did.</summary>
    Closed,
}
