using GenOps.Core.Inference;
using GenOps.Core.Ledger;

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

    /// <summary>Why it went there; null when no decision was recorded.</summary>
    public CallRoute? Route { get; init; }
}

/// <summary>Whether a content can be shown.</summary>
public enum CallContentState
{
    /// <summary>It is there.</summary>
    Present,

    /// <summary>It was erased; its hash and length are kept.</summary>
    Erased,

    /// <summary>There never was one, or not yet.</summary>
    Absent,
}

/// <summary>A prompt or an answer.</summary>
/// <param name="State">Whether it can be shown.</param>
/// <param name="Hash">Its SHA-256, hex; empty when there is none.</param>
/// <param name="MediaType">Empty when absent.</param>
/// <param name="Length">Bytes, also of an erased one.</param>
/// <param name="Text">As text; null when it is no text or cannot be shown.</param>
/// <param name="Truncated">The text is only the begin of it.</param>
/// <param name="ErasedAt">UTC; null unless erased.</param>
public sealed record CallContent(
    CallContentState State, string Hash, string MediaType, long Length, string? Text, bool Truncated, DateTime? ErasedAt)
{
    /// <summary>What a streamed answer says, put together from its events; null for anything else.</summary>
    public string? Said { get; init; }
}

/// <summary>One bucket of use with the price that was applied to it.</summary>
/// <param name="Meter">What was used.</param>
/// <param name="Variant">What the price further depends on; empty for tokens.</param>
/// <param name="Quantity">How much.</param>
/// <param name="Price">The price row; null when the call is unpriced.</param>
public sealed record CallUsage(Meter Meter, string Variant, long Quantity, CallPrice? Price)
{
    /// <summary>Quantity × unit price in dollars, before the call's one rounding; null without a price.</summary>
    public decimal? Usd => Price is { } price ? Quantity * price.UnitPrice : null;
}

/// <summary>One row of the price book.</summary>
/// <param name="Id">The row.</param>
/// <param name="Provider">The configured provider, or the vendor of a public list.</param>
/// <param name="Model">The model.</param>
/// <param name="Meter">What it prices; differs from the bucket's where that has no price of its own.</param>
/// <param name="UnitPrice">Dollars for one unit.</param>
/// <param name="ValidFrom">UTC.</param>
/// <param name="RecordedAt">UTC.</param>
/// <param name="Source">Where the figure is from.</param>
/// <param name="Author">Who recorded it.</param>
public sealed record CallPrice(
    PriceEntryId Id, string Provider, string Model, Meter Meter, decimal UnitPrice, DateTime ValidFrom, DateTime RecordedAt, string Source, string Author);

/// <summary>One ledger entry of the call.</summary>
/// <param name="Id">The entry.</param>
/// <param name="Revision">0 for the first, raised by settlements.</param>
/// <param name="Amount">Negative where a settlement takes back.</param>
/// <param name="Basis">How it is known.</param>
/// <param name="ChargedAt">The time of its period, UTC.</param>
/// <param name="RecordedAt">UTC.</param>
/// <param name="Duplicate">A second charge for the same call.</param>
public sealed record CallLedgerEntry(
    LedgerEntryId Id, int Revision, Money Amount, LedgerBasis Basis, DateTime ChargedAt, DateTime RecordedAt, bool Duplicate);

/// <summary>Why the call went where it went.</summary>
/// <param name="Asked">What the step asked for.</param>
/// <param name="Candidates">In order, as <c>provider/model</c>.</param>
/// <param name="Chosen">The one chosen.</param>
/// <param name="Propensity">The probability with which it was chosen; 1 for a rule.</param>
/// <param name="Reason">In plain words.</param>
public sealed record CallRoute(string Asked, IReadOnlyList<string> Candidates, string Chosen, double Propensity, string Reason);
