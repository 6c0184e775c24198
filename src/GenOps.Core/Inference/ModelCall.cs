using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Inference;

/// <summary>One request to one provider, whatever came of it.</summary>
public sealed class ModelCall : IChargedCall
{
    public required ModelCallId Id { get; init; }

    public required RunId RunId { get; init; }

    public required StepRunId StepRunId { get; init; }

    /// <summary>The step's generation when it was made.</summary>
    public required int Generation { get; init; }

    /// <summary>Which call of the step: 0 for the first, raised by critique, repair and escalation.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Which sending of that call, from 0; raised by re-sending and failover.</summary>
    public required int Attempt { get; init; }

    public required CallPurpose Purpose { get; init; }

    public required MoneyMode Money { get; init; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    public required Tier Tier { get; init; }

    /// <summary>Which endpoint: <c>chat</c> or <c>image</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The node that sent it, whose spool may hold the answer; empty once that node has looked and does not have it.</summary>
    public required string Node { get; set; }

    public CallState State { get; set; } = CallState.Intent;

    /// <summary>Hash of the exact bytes to send; a replay whose bytes differ stops the run.</summary>
    public required BlobHash RequestHash { get; init; }

    /// <summary>The answer's bytes; null until there is one.</summary>
    public BlobHash? AnswerHash { get; set; }

    /// <summary>The bound in bytes at which the answer was cut off; null where it is whole or there is none.</summary>
    public long? AnswerCutAt { get; set; }

    /// <summary>The provider's id of the answer; empty when unknown.</summary>
    public string ProviderRef { get; set; } = "";

    /// <summary>The worst case reserved before it was sent; null where the model is unpriced.</summary>
    public long? ReservedNanos { get; init; }

    /// <summary>What it cost as far as known: where it is partly priced, that part; null while unknown or unpriced. The ledger says the same.</summary>
    public long? CostNanos { get; set; }

    public PricingState Pricing { get; set; } = PricingState.None;

    /// <summary>The use was counted by GenOps, not told by the provider.</summary>
    public bool UsageEstimated { get; set; }

    /// <summary>The model the answer names, which is the one priced; empty when it names none, or before there is an answer.</summary>
    public string AnsweredModel { get; set; } = "";

    /// <summary>The service tier the answer names, as the provider writes it; empty when it names none.</summary>
    public string ServiceTier { get; set; } = "";

    /// <summary>What of its use has no price, by name; empty where all of it is priced.</summary>
    public string UnpricedUse { get; set; } = "";

    /// <summary>The model that is priced: the one that answered, else the one asked.</summary>
    public string PricedModel => AnsweredModel.Length > 0 ? AnsweredModel : Model;

    /// <summary>Ids of the price entries used, as canonical JSON; empty when unpriced.</summary>
    public string PriceEntries { get; set; } = "";

    /// <summary>UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>When sending was recorded, UTC; null before.</summary>
    public DateTime? SentAt { get; set; }

    /// <summary>When the answer, refusal or doubt was recorded, UTC; null before.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>What went wrong, in plain words; empty otherwise.</summary>
    public string Problem { get; set; } = "";

    /// <summary>How it failed; null where it did not, or where the worker ended and nobody knows.</summary>
    public CallFailure? Failure { get; set; }

    /// <summary>Further sending is allowed from here, UTC; null when at once.</summary>
    public DateTime? RetryAt { get; set; }
}

internal sealed class ModelCallConfiguration : IEntityTypeConfiguration<ModelCall>, IEntityTypeConfiguration<UsageLine>
{
    public void Configure(EntityTypeBuilder<ModelCall> builder)
    {
        builder.HasIndex(c => new { c.StepRunId, c.Generation, c.Ordinal, c.Attempt }).IsUnique();
        builder.HasIndex(c => c.RunId);
        builder.HasIndex(c => c.State);
        builder.HasIndex(c => new { c.Provider, c.Model, c.CreatedAt });
        builder.HasIndex(c => new { c.Money, c.CreatedAt });
        builder.HasIndex(c => new { c.Money, c.Provider, c.Model }, "IX_ModelCalls_Unpriced").HasFilter("\"Pricing\" IN ('Unpriced', 'PartlyPriced')");
    }

    public void Configure(EntityTypeBuilder<UsageLine> builder)
    {
        builder.HasIndex(u => u.CallId);
        builder.HasOne<ModelCall>().WithMany().HasForeignKey(u => u.CallId).OnDelete(DeleteBehavior.Restrict);
    }
}
