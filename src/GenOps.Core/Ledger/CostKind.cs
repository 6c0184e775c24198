namespace GenOps.Core.Ledger;

/// <summary>What kind of money it is.</summary>
public enum CostKind
{
    /// <summary>A call to a model.</summary>
    Model,

    /// <summary>A call to a tool.</summary>
    Tool,

    /// <summary>Time of people.</summary>
    Labour,

    /// <summary>A stated fixed cost, once a month.</summary>
    Fixed,
}
