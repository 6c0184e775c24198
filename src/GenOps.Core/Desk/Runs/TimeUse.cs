namespace GenOps.Core.Desk.Runs;

/// <summary>What a stretch of a step's time went into.</summary>
public enum TimeUse
{
    /// <summary>Ready, and no worker had it yet.</summary>
    Queue,

    /// <summary>A worker had it and neither a call nor a person was at it: its own bookkeeping.</summary>
    Lease,

    /// <summary>Something kept it: a provider, a budget, a limit, a pause, a call in doubt, a place, the time before another try, or a worker that died.</summary>
    Wait,

    /// <summary>A call was under way; for a step that makes none, its work.</summary>
    Execution,

    /// <summary>A review was open.</summary>
    Person,
}
