namespace GenOps.Core.Ledger;

/// <summary>Where a figure comes from, and so whether it may speak of real money.</summary>
public enum AssumptionOrigin
{
    /// <summary>It shipped with GenOps, and nobody has said that it is true here: for the sandbox only.</summary>
    Example,

    /// <summary>A person wrote it into a pipeline's definition.</summary>
    Definition,

    /// <summary>A person stated or confirmed it.</summary>
    Person,
}
