namespace GenOps.Core.Ledger;

/// <summary>What holds for one scope and key now.</summary>
/// <param name="Key">One of <see cref="AssumptionKeys"/>.</param>
/// <param name="Own">What is stated for the scope itself; null when nothing is, or it was withdrawn.</param>
/// <param name="Inherited">The company's, which holds where the pipeline has none; null for the company itself and for fixed costs.</param>
public sealed record AssumptionCell(string Key, AssumptionLine? Own, AssumptionLine? Inherited)
{
    /// <summary>What holds in the sandbox; null when it is missing.</summary>
    public AssumptionLine? InForce => Own ?? Inherited;

    /// <summary>What holds for live money: what a person stated or confirmed, the scope's own before the company's; null when nobody did.</summary>
    public AssumptionLine? Live { get; init; }

    /// <summary>True when an example that shipped with GenOps stands here, and nobody has confirmed or replaced it.</summary>
    public bool IsExample => Own is { Origin: AssumptionOrigin.Example };
}
