namespace GenOps.Core.Analytics.Reconciliation;

/// <summary>What was compared with what, where it differs.</summary>
public enum DifferenceSort
{
    /// <summary>What the sums hold of a day, pipeline and kind of cost is not what the bare ledger holds.</summary>
    SumsAndLedger,

    /// <summary>What the sums hold of a day is not what its rows come to.</summary>
    SumsAndRows,

    /// <summary>The sum of a month is not that of its days.</summary>
    MonthsAndDays,

    /// <summary>A call says another cost than its ledger entries come to.</summary>
    CallAndLedger,

    /// <summary>A call says what it cost, and the ledger has nothing of it in its month.</summary>
    CallWithoutEntry,

    /// <summary>A ledger entry is for a call that does not exist.</summary>
    EntryWithoutCall,

    /// <summary>A ledger entry lies in another month than its call, or is of other money.</summary>
    EntryElsewhere,
}
