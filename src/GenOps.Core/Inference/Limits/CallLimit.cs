using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Inference.Limits;

/// <summary>
/// What calls to a provider, or to one model of it, may use at a time and in a minute: the limits people set, and how much
/// of them is left, shared by all nodes. A provider that asks for patience closes it until then.
/// </summary>
public sealed class CallLimit
{
    public required string Provider { get; init; }

    /// <summary>One model; empty for all models of the provider together.</summary>
    public required string Model { get; init; }

    /// <summary>Calls at a time; null for no limit.</summary>
    public int? AtOnce { get; set; }

    /// <summary>Null for no limit.</summary>
    public int? RequestsPerMinute { get; set; }

    /// <summary>Input and output tokens, counted at the worst case when a call is sent; null for no limit.</summary>
    public long? TokensPerMinute { get; set; }

    /// <summary>Requests that may go now; it refills evenly, up to those of a minute.</summary>
    public double RequestsLeft { get; set; }

    /// <summary>Tokens that may go now; below 0 after a call larger than what was left.</summary>
    public double TokensLeft { get; set; }

    /// <summary>When the two were last filled up, UTC; null before the first call.</summary>
    public DateTime? FilledAt { get; set; }

    /// <summary>The provider asked to wait until then (Retry-After), UTC; null when it did not.</summary>
    public DateTime? BlockedUntil { get; set; }
}

internal sealed class CallLimitConfiguration : IEntityTypeConfiguration<CallLimit>
{
    public void Configure(EntityTypeBuilder<CallLimit> builder) => builder.HasKey(l => new { l.Provider, l.Model });
}
