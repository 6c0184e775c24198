namespace GenOps.Core.Ledger;

/// <summary>What a ledger entry is for: the values of <see cref="LedgerEntry.SourceType"/>.</summary>
public static class LedgerSource
{
    /// <summary>A model call; the source's id is the call's.</summary>
    public const string Call = "call";

    /// <summary>Time of a person; the source's id is the labour row's.</summary>
    public const string Labour = "labour";

    /// <summary>A day's part of a stated fixed cost; the source's id is made from its scope and day.</summary>
    public const string Fixed = "fixed";
}
