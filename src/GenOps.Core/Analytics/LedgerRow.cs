using GenOps.Core.Calls;
using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics;

/// <summary>One entry.</summary>
public sealed record LedgerRow
{
    public required LedgerEntryId Id { get; init; }

    /// <summary>What it is for: <c>call</c>, <c>labour</c>, <c>fixed</c>.</summary>
    public required string SourceType { get; init; }

    public required CostKind Kind { get; init; }

    /// <summary>0 for the first entry of a source.</summary>
    public required int Revision { get; init; }

    public required MoneyMode Money { get; init; }

    /// <summary>Nano-US-dollars; negative where it takes back.</summary>
    public required long AmountNanoUsd { get; init; }

    public required LedgerBasis Basis { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime ChargedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime RecordedAt { get; init; }

    /// <summary>The pipeline's name; null for what belongs to none.</summary>
    public string? Pipeline { get; init; }

    public RunId? RunId { get; init; }

    /// <summary>The step's id in the definition; null for what belongs to none.</summary>
    public string? Step { get; init; }

    public ModelCallId? CallId { get; init; }

    public OutputId? OutputId { get; init; }

    public required string CostCentre { get; init; }

    /// <summary>Empty for what is no call; so is the model.</summary>
    public required string Provider { get; init; }

    public required string Model { get; init; }

    /// <summary>The model the call's answer names, which is the one priced; null where it names none.</summary>
    public string? AnsweredModel { get; init; }

    /// <summary>The service tier the call's answer names; null where it names none.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>What of the call's use has no price and is not in the amount, in words; null where all of it has one.</summary>
    public string? UnpricedUse { get; init; }

    public Tier? Tier { get; init; }

    public CallPurpose? Purpose { get; init; }

    /// <summary>A second charge for the same call.</summary>
    public bool Duplicate { get; init; }
}
