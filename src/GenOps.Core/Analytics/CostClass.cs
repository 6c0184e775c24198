namespace GenOps.Core.Analytics;

/// <summary>What an amount was good for. Derived from purpose and outcome, never stored; the classes partition every total.</summary>
public enum CostClass
{
    /// <summary>It went into what was delivered, or keeps the house running.</summary>
    Production,

    /// <summary>It judged: scores, critiques, and the time of people.</summary>
    Control,

    /// <summary>It came to nothing: refused, repeated, written off, or of a run that failed.</summary>
    Waste,

    /// <summary>Its run is under way, or the call is in doubt: nobody knows yet.</summary>
    Pending,
}
