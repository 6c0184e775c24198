namespace GenOps.Core.Outputs;

/// <summary>Where an output stands. Accepted means approved, by rule or by a person.</summary>
public enum OutputState
{
    /// <summary>Made; no rule has looked at it.</summary>
    Drafted,

    /// <summary>A person must look.</summary>
    Flagged,

    /// <summary>Accepted.</summary>
    Approved,

    /// <summary>Refused by a person.</summary>
    Rejected,

    /// <summary>Accepted and delivered.</summary>
    Published,

    /// <summary>Taken back after it was delivered.</summary>
    Withdrawn,

    /// <summary>The run ended before anybody decided.</summary>
    Abandoned,
}
