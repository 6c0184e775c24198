namespace GenOps.Core.Runs;

/// <summary>Where a step of a run stands.</summary>
public enum StepState
{
    /// <summary>Steps it needs are not done.</summary>
    Blocked,

    /// <summary>It can be claimed from <see cref="StepRun.ReadyAt"/> on.</summary>
    Ready,

    /// <summary>Claimed; a lease says by whom and until when.</summary>
    Running,

    /// <summary>A mapped step whose items are being worked on.</summary>
    Expanded,

    /// <summary>Its reviews are open.</summary>
    WaitingForReview,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Its condition was false, or what it needed was skipped.</summary>
    Skipped,

    /// <summary>It cannot be done.</summary>
    Failed,

    /// <summary>The run ended before it.</summary>
    Cancelled,
}
