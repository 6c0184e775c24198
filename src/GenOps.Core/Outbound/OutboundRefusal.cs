using System.Net;

namespace GenOps.Core.Outbound;

/// <summary>Why GenOps does not go somewhere.</summary>
/// <param name="Target">Where it was to go.</param>
/// <param name="Address">What the host's name stands for.</param>
/// <param name="Kind">What that address is.</param>
public sealed record OutboundRefusal(OutboundTarget Target, IPAddress Address, AddressKind Kind)
{
    /// <summary>True where an administrator can allow it.</summary>
    public bool CanBeAllowed => Kind.CanBeAllowed();

    /// <summary>What is refused, why, and what helps.</summary>
    public string Message =>
        $"GenOps does not connect to {Target}: {(IPAddress.TryParse(Target.Host, out _) ? "it" : $"{Target.Host} is {Address}, which")} is {Kind.InWords()}. "
        + (CanBeAllowed
            ? $"An administrator can allow {Target} under Settings, Outbound; or the configuration names it."
            : "Only the configuration can name it, by the address itself.");
}
