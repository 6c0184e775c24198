namespace GenOps.Core.Outbound;

/// <summary>What kind of place a network address is.</summary>
public enum AddressKind
{
    /// <summary>On the public internet; everything else is refused unless it is allowed.</summary>
    Public,

    /// <summary>This machine.</summary>
    Loopback,

    /// <summary>A private network.</summary>
    Private,

    /// <summary>Shared by a carrier's customers, 100.64.0.0/10.</summary>
    Shared,

    /// <summary>Set aside for documentation, measurements or the future.</summary>
    Reserved,

    /// <summary>The same wire; clouds keep their metadata here.</summary>
    LinkLocal,

    /// <summary>Where a cloud gives its machines their identity and their secrets.</summary>
    Metadata,

    /// <summary>Many receivers, or all.</summary>
    Multicast,

    /// <summary>No address at all, which some systems take for this machine.</summary>
    Unspecified,
}

/// <summary>What follows from a kind.</summary>
internal static class AddressKinds
{
    /// <summary>True where an administrator, or a name in the configuration, is enough; the others must be configured by the address itself.</summary>
    public static bool CanBeAllowed(this AddressKind kind) =>
        kind is AddressKind.Loopback or AddressKind.Private or AddressKind.Shared or AddressKind.Reserved;

    /// <summary>As it follows "it is".</summary>
    public static string InWords(this AddressKind kind) => kind switch
    {
        AddressKind.Loopback => "this machine itself (loopback)",
        AddressKind.Private => "in a private network",
        AddressKind.Shared => "in a carrier's shared network",
        AddressKind.Reserved => "in a reserved range",
        AddressKind.LinkLocal => "link-local",
        AddressKind.Metadata => "a cloud's metadata service",
        AddressKind.Multicast => "multicast",
        AddressKind.Unspecified => "the unspecified address",
        _ => "public",
    };
}
