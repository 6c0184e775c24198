using GenOps.Core.Calls;

namespace GenOps.Core.Analytics;

/// <summary>One call with all that proves its cost.</summary>
public sealed record CallDetail
{
    public required ModelCallId Id { get; init; }
    public required RunId RunId { get; init; }
    public required StepRunId StepRunId { get; init; }
    public required PipelineId PipelineId { get; init; }
    public required string PipelineName { get; init; }
    public required int VersionNumber { get; init; }

    /// <summary>The step's id in the definition, with its item.</summary>
    public required string Step { get; init; }

    public required int Generation { get; init; }
    public required int Ordinal { get; init; }
    public required int Attempt { get; init; }
    public required CallPurpose Purpose { get; init; }
    public required CallState State { get; init; }
    public required MoneyMode Money { get; init; }
    public required string Provider { get; init; }
    public required string Model { get; init; }
    public required Tier Tier { get; init; }

    /// <summary>Which endpoint: <c>chat</c> or <c>image</c>.</summary>
    public required string Kind { get; init; }

    public required string Node { get; init; }
    public required string ProviderRef { get; init; }
    public required string Problem { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>UTC; null when it was not sent.</summary>
    public DateTime? SentAt { get; init; }

    /// <summary>UTC; null while under way.</summary>
    public DateTime? EndedAt { get; init; }

    public required PricingState Pricing { get; init; }
    public required bool UsageEstimated { get; init; }

    /// <summary>The model the answer names, which is the one priced; empty when it names none.</summary>
    public string AnsweredModel { get; init; } = "";

    /// <summary>The service tier the answer names, as the provider writes it; empty when it names none.</summary>
    public string ServiceTier { get; init; } = "";

    /// <summary>What of its use has no price, in words; empty where all of it has one.</summary>
    public string UnpricedUse { get; init; } = "";

    /// <summary>The worst case reserved before it was sent; null where unpriced.</summary>
    public Money? Reserved { get; init; }

    /// <summary>What it cost as far as known, the priced part where it is partly priced; null while unknown or unpriced.</summary>
    public Money? Cost { get; init; }

    /// <summary>What the ledger says it cost: the sum of <see cref="Entries"/>.</summary>
    public Money Booked => new(Entries.Sum(e => e.Amount.Nanos));

    public required CallContent Request { get; init; }
    public required CallContent Answer { get; init; }
    public required IReadOnlyList<CallUsage> Usage { get; init; }
    public required IReadOnlyList<CallLedgerEntry> Entries { get; init; }

    /// <summary>What became of it: the outputs of its item, or of its run where it worked for all of them; the first <see cref="CallDetailQuery.MostOutputs"/>.</summary>
    public required IReadOnlyList<CallOutput> Outputs { get; init; }

    /// <summary>Why it went there; null when no decision was recorded.</summary>
    public CallRoute? Route { get; init; }
}
