namespace GenOps.Core;

/// <summary>The days that may be given: far more than anybody needs, and so few that no sum of them leaves the calendar.</summary>
public static class KnownDays
{
    /// <summary>1 January 1900.</summary>
    public static readonly DateOnly First = new(1900, 1, 1);

    /// <summary>31 December 2999.</summary>
    public static readonly DateOnly Last = new(2999, 12, 31);

    /// <summary>What helps.</summary>
    public const string Cure = "Give a day from 1900-01-01 to 2999-12-31.";

    /// <summary>Whether a day is one of them.</summary>
    public static bool Hold(DateOnly day) => day >= First && day <= Last;

    /// <summary>Whether a time is on one of them, in whichever zone.</summary>
    public static bool Hold(DateTime time) => Hold(DateOnly.FromDateTime(time));
}
