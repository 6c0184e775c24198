using GenOps.Core.Calls;
using GenOps.Core.Inference.Routing;

namespace GenOps.Core.Desk.Operations;

/// <summary>How one model of one provider fared in a period.</summary>
public sealed record ModelHealth
{
    public required string Provider { get; init; }

    /// <summary>The model; empty for the line of a limit on all models of the provider.</summary>
    public required string Model { get; init; }

    /// <summary>Calls that were sent, each attempt by itself.</summary>
    public required int Calls { get; init; }

    /// <summary>Calls that failed, by how.</summary>
    public required IReadOnlyDictionary<CallFailure, int> Failures { get; init; }

    /// <summary>Answers that were paid and could not be used.</summary>
    public required int Unusable { get; init; }

    /// <summary>From sending to the recorded answer, milliseconds; null without an answer in the period.</summary>
    public required LatencySpread? Latency { get; init; }

    public required CircuitState Circuit { get; init; }

    /// <summary>The circuit's next trial, UTC; null while closed.</summary>
    public required DateTime? ProbeAt { get; init; }

    /// <summary>The last failure of a circuit that is not closed; empty otherwise.</summary>
    public required string Problem { get; init; }

    public required int? AtOnce { get; init; }

    public required int? RequestsPerMinute { get; init; }

    public required long? TokensPerMinute { get; init; }

    /// <summary>The provider asked for patience until then, UTC; null when it did not.</summary>
    public required DateTime? BlockedUntil { get; init; }
}
