namespace GenOps.Core.Reviews;

/// <summary>What a reviewer can say.</summary>
public enum ReviewVerdict
{
    /// <summary>Good as it is.</summary>
    Approve,

    /// <summary>Good after the reviewer's changes.</summary>
    Edit,

    /// <summary>Not to be used.</summary>
    Reject,

    /// <summary>The decision before was taken back: no verdict of its own, and only GenOps appends it.</summary>
    Undone,
}
