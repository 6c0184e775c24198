namespace GenOps.Core.Analytics.Measures;

/// <summary>Which event of an output puts it into a period.</summary>
internal enum OutputEvent
{
    /// <summary>It was accepted.</summary>
    Accepted,

    /// <summary>It was accepted at any time and taken back.</summary>
    Withdrawn,

    /// <summary>It was approved or rejected.</summary>
    Decided,

    /// <summary>It was accepted at any time and not taken back since, and its run ended in the period.</summary>
    AcceptedOfRunEnded,
}
