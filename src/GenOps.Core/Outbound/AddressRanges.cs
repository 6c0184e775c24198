using System.Net;
using System.Net.Sockets;

namespace GenOps.Core.Outbound;

/// <summary>Tells the kinds of addresses apart, also where an IPv4 address is wrapped into one of IPv6.</summary>
internal static class AddressRanges
{
    // The metadata services of the large clouds. The last but two is a public address by its number.
    private static readonly HashSet<IPAddress> Metadata =
    [
        .. new[]
        {
            "169.254.169.254", "169.254.170.2", "169.254.170.23", "100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254",
        }.Select(IPAddress.Parse),
    ];

    private static readonly (IPNetwork Network, AddressKind Kind)[] V4 =
    [
        Range("0.0.0.0/8", AddressKind.Unspecified),
        Range("10.0.0.0/8", AddressKind.Private),
        Range("100.64.0.0/10", AddressKind.Shared),
        Range("127.0.0.0/8", AddressKind.Loopback),
        Range("169.254.0.0/16", AddressKind.LinkLocal),
        Range("172.16.0.0/12", AddressKind.Private),
        Range("192.0.0.0/24", AddressKind.Reserved),
        Range("192.0.2.0/24", AddressKind.Reserved),
        Range("192.88.99.0/24", AddressKind.Reserved),
        Range("192.168.0.0/16", AddressKind.Private),
        Range("198.18.0.0/15", AddressKind.Reserved),
        Range("198.51.100.0/24", AddressKind.Reserved),
        Range("203.0.113.0/24", AddressKind.Reserved),
        Range("224.0.0.0/4", AddressKind.Multicast),
        Range("255.255.255.255/32", AddressKind.Multicast),
        Range("240.0.0.0/4", AddressKind.Reserved),
    ];

    private static readonly (IPNetwork Network, AddressKind Kind)[] V6 =
    [
        Range("::/128", AddressKind.Unspecified),
        Range("::1/128", AddressKind.Loopback),
        Range("64:ff9b:1::/48", AddressKind.Private),
        Range("2001::/23", AddressKind.Reserved),
        Range("2001:db8::/32", AddressKind.Reserved),
        Range("3fff::/20", AddressKind.Reserved),
        Range("2000::/3", AddressKind.Public),
        Range("fc00::/7", AddressKind.Private),
        Range("fe80::/10", AddressKind.LinkLocal),
        Range("fec0::/10", AddressKind.Private),
        Range("ff00::/8", AddressKind.Multicast),
    ];

    // Where in an IPv6 address of this range the bytes of an IPv4 address stand.
    private static readonly (IPNetwork Network, int Offset)[] Wrapped =
    [
        (IPNetwork.Parse("::/96"), 12),
        (IPNetwork.Parse("::ffff:0:0:0/96"), 12),
        (IPNetwork.Parse("64:ff9b::/96"), 12),
        (IPNetwork.Parse("2002::/16"), 2),
    ];

    private static readonly IPNetwork Teredo = IPNetwork.Parse("2001::/32");

    /// <summary>The kind of an address.</summary>
    public static AddressKind KindOf(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork) return Metadata.Contains(address) ? AddressKind.Metadata : Find(V4, address, AddressKind.Public);
        // Asked of its own, since a network takes a mapped address for one of IPv4.
        if (address.IsIPv4MappedToIPv6) return KindOf(address.MapToIPv4());
        // A scope says which wire, not which address.
        var plain = new IPAddress(address.GetAddressBytes());
        if (Metadata.Contains(plain)) return AddressKind.Metadata;
        var own = Find(V6, plain, AddressKind.Reserved);
        return own is AddressKind.Unspecified or AddressKind.Loopback ? own : Inner(plain) is { } inner ? KindOf(inner) : own;
    }

    /// <summary>The IPv4 address that is reached through one of IPv6; null for none.</summary>
    private static IPAddress? Inner(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        foreach (var (network, offset) in Wrapped)
        {
            if (network.Contains(address)) return new IPAddress(bytes.AsSpan(offset, 4));
        }

        if (Teredo.Contains(address)) return new IPAddress([.. bytes[12..].Select(b => (byte)~b)]);
        // ISATAP: an interface identifier that ends in an IPv4 address, under any prefix.
        return bytes[8] is 0 or 2 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe ? new IPAddress(bytes.AsSpan(12, 4)) : null;
    }

    private static AddressKind Find((IPNetwork Network, AddressKind Kind)[] ranges, IPAddress address, AddressKind otherwise)
    {
        foreach (var (network, kind) in ranges)
        {
            if (network.Contains(address)) return kind;
        }

        return otherwise;
    }

    private static (IPNetwork Network, AddressKind Kind) Range(string network, AddressKind kind) => (IPNetwork.Parse(network), kind);
}
