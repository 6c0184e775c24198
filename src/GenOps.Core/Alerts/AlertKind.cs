namespace GenOps.Core.Alerts;

/// <summary>What an alert tells of.</summary>
public enum AlertKind
{
    /// <summary>Runs of a pipeline failed, and none has succeeded since.</summary>
    Failed,

    /// <summary>A step is claimed by nobody who is alive, and nobody takes it over.</summary>
    Stuck,

    /// <summary>Steps were failed because they threw, or lost their workers, again and again.</summary>
    BrokenOff,

    /// <summary>Something is held and waits for a person.</summary>
    Held,

    /// <summary>Nobody knows whether calls to a provider were charged.</summary>
    InDoubt,

    /// <summary>A budget runs out.</summary>
    Budget,

    /// <summary>A provider takes no calls.</summary>
    ProviderDown,

    /// <summary>Work waits longer than it should.</summary>
    QueueOld,

    /// <summary>A watched folder holds something of which no run is made, or cannot be looked at.</summary>
    Folder,

    /// <summary>Sums, ledger and calls of a month do not agree.</summary>
    SumsDiffer,

    /// <summary>The database or the disk takes nothing, or soon will not.</summary>
    Storage,
}
