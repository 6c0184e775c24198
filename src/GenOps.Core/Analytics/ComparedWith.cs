namespace GenOps.Core.Analytics;

/// <summary>What the figures of a period are held against.</summary>
public enum ComparedWith
{
    /// <summary>The period right before it.</summary>
    PeriodBefore,

    /// <summary>The same calendar days of the year before.</summary>
    LastYear,

    /// <summary>What budgets plan for it.</summary>
    Plan,
}
