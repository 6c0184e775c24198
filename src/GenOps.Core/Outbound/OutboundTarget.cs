using System.Globalization;
using System.Net;

namespace GenOps.Core.Outbound;

/// <summary>A host and a port, spelled in the one way in which they are compared.</summary>
/// <param name="Host">A name in lower case without the last dot, or an address as the network writes it; no brackets.</param>
/// <param name="Port">1 to 65535.</param>
public readonly record struct OutboundTarget(string Host, int Port)
{
    /// <summary>Of an address on the web.</summary>
    public static OutboundTarget Of(Uri uri) => Of(uri.IdnHost, uri.Port);

    /// <summary>Of a host however it is spelled: <c>0x7f.1</c> and <c>2130706433</c> are 127.0.0.1.</summary>
    public static OutboundTarget Of(string host, int port)
    {
        var plain = host.Trim().TrimStart('[').TrimEnd(']').TrimEnd('.').ToLowerInvariant();
        return new OutboundTarget(IPAddress.TryParse(plain, out var address) ? Written(address) : plain, port);
    }

    /// <summary>Reads what a person writes: <c>host:port</c>, or a whole address of the web.</summary>
    /// <returns>False where it is neither, or names no port.</returns>
    public static bool TryRead(string? text, out OutboundTarget target)
    {
        target = default;
        var whole = text?.Trim() ?? "";
        var isAddress = whole.Contains("://", StringComparison.Ordinal);
        if (!Uri.TryCreate(isAddress ? whole : "any://" + whole, UriKind.Absolute, out var uri)
            || uri.HostNameType is UriHostNameType.Unknown or UriHostNameType.Basic || uri.UserInfo.Length > 0
            || uri.Port is < 1 or > 65535 || (!isAddress && uri.PathAndQuery.Trim('/').Length > 0))
            return false;
        target = Of(uri);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    private static string Written(IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
}
