namespace GenOps.Core.Delivery;

/// <summary>Whose turn it is first where runs wait: for a worker, for one of their pipeline's places, for a step's. Kept as numbers, so that they sort.</summary>
public enum RunPriority
{
    /// <summary>Before all others.</summary>
    High = -1,

    /// <summary>As most are.</summary>
    Normal = 0,

    /// <summary>When nothing else waits.</summary>
    Low = 1,
}
