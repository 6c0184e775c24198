using System.Net;
using GenOps.Web.Processes;

namespace GenOps.Web.Http;

/// <summary>Where people reach GenOps, which no request can tell it by itself: a proxy may stand before it, and a host can be made up.</summary>
/// <param name="Url">As <c>GenOps:PublicUrl</c> says; null where nobody said.</param>
/// <param name="Hosts">The host names that are answered besides this machine's own; empty for any.</param>
internal sealed record PublicAddress(Uri? Url, IReadOnlyList<string> Hosts)
{
    /// <summary>The setting of the address.</summary>
    public const string Setting = "GenOps:PublicUrl";

    /// <summary>The setting of further host names, parted by commas; <c>*.example.com</c> stands for all below it.</summary>
    public const string HostsSetting = "GenOps:AllowedHosts";

    /// <summary>Reads the settings.</summary>
    /// <exception cref="StartFailedException">The address cannot be one.</exception>
    public static PublicAddress From(IConfiguration settings)
    {
        var hosts = ListOf(settings[HostsSetting]);
        if (settings[Setting] is not { Length: > 0 } text) return new PublicAddress(null, hosts);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.PathAndQuery != "/" || url.UserInfo.Length > 0)
            throw new StartFailedException($"GenOps__PublicUrl cannot be an address: {text}. Write it as https://genops.example.com, without a path.");
        return new PublicAddress(url, [url.Host, .. hosts]);
    }

    /// <summary>What a list of settings holds, parted by commas, semicolons or spaces.</summary>
    internal static string[] ListOf(string? text) =>
        text?.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>Whether a request to this host is answered. This machine's own names are, and the address a connection came to.</summary>
    /// <param name="host">Without the port.</param>
    /// <param name="reached">The address at which the connection arrived.</param>
    public bool Answers(string host, IPAddress? reached)
    {
        if (Hosts.Count == 0 || Hosts.Any(allowed => Fits(allowed, host))) return true;
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return true;
        return IPAddress.TryParse(host.Trim('[', ']'), out var address) && (IPAddress.IsLoopback(address) || address.Equals(Plain(reached)));
    }

    /// <summary>True for the host and port of the public address.</summary>
    public bool Is(HostString host) => Url is not null && Url.Authority.Equals(Authority(host, Url.Scheme), StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a page of this origin is one of ours, when it was asked for at a host.</summary>
    /// <param name="origin">As a browser sends it.</param>
    /// <param name="host">The host of the request.</param>
    public bool IsOwn(string origin, HostString host)
    {
        // A proxy that ends TLS and says nothing of it leaves the scheme unknown, so host and port decide.
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var from) || from.Scheme is not ("http" or "https")) return false;
        return from.Authority.Equals(Authority(host, from.Scheme), StringComparison.OrdinalIgnoreCase)
            || (Url is not null && from.Authority.Equals(Url.Authority, StringComparison.OrdinalIgnoreCase) && from.Scheme == Url.Scheme);
    }

    private static string Authority(HostString host, string scheme) =>
        host.Port is null || host.Port == (scheme == "https" ? 443 : 80) ? host.Host : $"{host.Host}:{host.Port}";

    private static bool Fits(string allowed, string host) =>
        allowed.StartsWith("*.", StringComparison.Ordinal)
            ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
            : allowed.Equals(host, StringComparison.OrdinalIgnoreCase);

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
