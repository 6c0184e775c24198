namespace GenOps.Core.Outbound;

/// <summary>What a person wants to save or try leads to where GenOps does not go.</summary>
public sealed class OutboundNotAllowedException(OutboundRefusal refusal) : GenOpsException(refusal.Message)
{
    /// <summary>Why.</summary>
    public OutboundRefusal Refusal { get; } = refusal;
}
