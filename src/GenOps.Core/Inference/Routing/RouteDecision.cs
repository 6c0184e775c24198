using GenOps.Core.Calls;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Inference.Routing;

/// <summary>Why a call went where it went.</summary>
public sealed class RouteDecision
{
    public required RouteDecisionId Id { get; init; }

    public required ModelCallId CallId { get; init; }

    /// <summary>What was asked for, as <c>tier small</c> or <c>model gpt-4o</c>.</summary>
    public required string Asked { get; init; }

    /// <summary>The candidates in order, canonical JSON of <c>provider/model</c>.</summary>
    public required string Candidates { get; init; }

    /// <summary>The one chosen, as <c>provider/model</c>.</summary>
    public required string Chosen { get; init; }

    /// <summary>The probability with which it was chosen, above 0 to 1; 1 for a rule.</summary>
    public required double Propensity { get; init; }

    /// <summary>In plain words.</summary>
    public required string Reason { get; init; }
}

/// <summary>An operator's override: calls that match go to another model from now on.</summary>
public sealed class Reroute
{
    public required RerouteId Id { get; init; }

    /// <summary>The pipeline it holds for; null for all.</summary>
    public PipelineId? PipelineId { get; init; }

    /// <summary>The step it holds for; empty for all.</summary>
    public string StepId { get; init; } = "";

    /// <summary>The tier it holds for; null for all.</summary>
    public Tier? Tier { get; init; }

    /// <summary>The provider it leads away from; empty for all.</summary>
    public string FromProvider { get; init; } = "";

    public required string ToProvider { get; init; }

    /// <summary>The model; empty for the one with which the provider serves the tier asked for.</summary>
    public required string ToModel { get; init; }

    /// <summary>False: only runs started after it.</summary>
    public required bool RunsUnderWay { get; init; }

    public required string Reason { get; init; }

    public required string By { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime PlacedAt { get; init; }

    /// <summary>UTC; null for good.</summary>
    public DateTime? Until { get; init; }

    /// <summary>UTC; null while it holds.</summary>
    public DateTime? ReleasedAt { get; set; }

    /// <summary>Who took it back; empty while it holds.</summary>
    public string ReleasedBy { get; set; } = "";
}

internal sealed class RouteDecisionConfiguration : IEntityTypeConfiguration<RouteDecision>
{
    public void Configure(EntityTypeBuilder<RouteDecision> builder) => builder.HasIndex(d => d.CallId);
}
