namespace GenOps.Core.Runs;

/// <summary>What is held.</summary>
public enum HoldScope
{
    /// <summary>A pipeline: its runs stop at the next step boundary, and it takes no new ones.</summary>
    Pipeline,

    /// <summary>A pipeline's intake: it takes no new runs, and those under way go on.</summary>
    Intake,

    /// <summary>One run.</summary>
    Run,

    /// <summary>One step of a run.</summary>
    Step,

    /// <summary>One provider: no call to it is sent.</summary>
    Provider,
}
