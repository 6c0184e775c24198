namespace GenOps.Core.Calls;

/// <summary>Where a call stands in the paid-call protocol.</summary>
public enum CallState
{
    /// <summary>Recorded and provably not sent.</summary>
    Intent,

    /// <summary>Being sent; after a crash nobody knows whether it was received.</summary>
    Sending,

    /// <summary>The answer, its use and its cost are recorded.</summary>
    Responded,

    /// <summary>The answer went into the step's output.</summary>
    Applied,

    /// <summary>The answer is paid and kept, but could not be used.</summary>
    Unusable,

    /// <summary>The provider did not take it; nothing is charged.</summary>
    Rejected,

    /// <summary>Never sent, because another route or nobody wanted it any more.</summary>
    Superseded,

    /// <summary>Perhaps charged; booked at its worst case until it is known.</summary>
    InDoubt,

    /// <summary>In doubt, and sent again under a further attempt; the estimate stands until its provider can say that no charge comes any more.</summary>
    Resubmitted,

    /// <summary>In doubt for good; the estimate stands.</summary>
    WrittenOff,

    /// <summary>An answer turned up after it had ended without one.</summary>
    LateCharge,
}
