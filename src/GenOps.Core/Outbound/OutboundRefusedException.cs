namespace GenOps.Core.Outbound;

/// <summary>Nothing was sent, because GenOps does not go there.</summary>
public sealed class OutboundRefusedException(OutboundRefusal refusal) : NotConnectedException(refusal.Message)
{
    /// <summary>Why.</summary>
    public OutboundRefusal Refusal { get; } = refusal;
}
