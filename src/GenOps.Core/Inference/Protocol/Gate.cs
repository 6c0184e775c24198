namespace GenOps.Core.Inference.Protocol;

/// <summary>Whether a call may go out, asked inside the transaction that records it.</summary>
public enum Gate
{
    /// <summary>Go on.</summary>
    Open,

    /// <summary>A hold is on the pipeline, the run, the step or the provider.</summary>
    Held,

    /// <summary>It fits a budget only once calls under way are settled.</summary>
    Queued,

    /// <summary>A limit or an open circuit: not before a time.</summary>
    Waiting,

    /// <summary>Every route it may take is given up.</summary>
    NoRoute,

    /// <summary>The run was cancelled.</summary>
    Cancelled,

    /// <summary>The time of the step or of the run is over.</summary>
    TimedOut,

    /// <summary>Another worker holds the step.</summary>
    Lost,
}
