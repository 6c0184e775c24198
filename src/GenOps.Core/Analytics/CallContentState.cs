namespace GenOps.Core.Analytics;

/// <summary>Whether a content can be shown.</summary>
public enum CallContentState
{
    /// <summary>It is there.</summary>
    Present,

    /// <summary>It was erased; its hash and length are kept.</summary>
    Erased,

    /// <summary>There never was one, or not yet.</summary>
    Absent,
}
