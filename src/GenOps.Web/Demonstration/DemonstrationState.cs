namespace GenOps.Web.Demonstration;

/// <summary>How a demonstration stands.</summary>
public enum DemonstrationStage
{
    /// <summary>There is none.</summary>
    Absent,

    /// <summary>Its year is being made.</summary>
    Filling,

    /// <summary>Its process is starting.</summary>
    Opening,

    /// <summary>It can be looked at.</summary>
    Open,

    /// <summary>Its year is made, and no process shows it.</summary>
    Closed,
}

/// <summary>What is known of the demonstration.</summary>
/// <param name="Stage">How it stands.</param>
/// <param name="Calls">Calls that are made, while it is filled.</param>
/// <param name="Of">How many there will be.</param>
/// <param name="Problem">Why it is not open although it was asked for, and what helps; null where nothing went wrong.</param>
public sealed record DemonstrationState(DemonstrationStage Stage, long Calls = 0, long Of = 0, string? Problem = null);
