namespace GenOps.Core.Ledger;

/// <summary>How an amount is known.</summary>
public enum LedgerBasis
{
    /// <summary>From the use the provider told.</summary>
    Measured,

    /// <summary>From use that GenOps counted.</summary>
    Counted,

    /// <summary>The worst case of a call in doubt.</summary>
    Estimate,

    /// <summary>The difference to an earlier estimate, or to an earlier mistake.</summary>
    Settlement,

    /// <summary>From a stated rate.</summary>
    Stated,
}
