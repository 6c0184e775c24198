using System.Net;
using GenOps.Web.Processes;
using Microsoft.AspNetCore.HttpOverrides;

namespace GenOps.Web.Http;

/// <summary>Whose word is taken for who asks, by which scheme and at which host: the proxies that <c>GenOps:Proxies</c> names, and nobody else.</summary>
internal static class Proxies
{
    /// <summary>The setting: addresses or networks, parted by commas, as <c>127.0.0.1, 10.0.0.0/8</c>.</summary>
    public const string Setting = "GenOps:Proxies";

    /// <summary>What the headers of the named proxies say; null where none is named, and then they say nothing.</summary>
    /// <exception cref="StartFailedException">One of them is no address.</exception>
    public static ForwardedHeadersOptions? From(IConfiguration settings)
    {
        var named = PublicAddress.ListOf(settings[Setting]);
        if (named.Length == 0) return null;
        // Each of a chain must be named, so their number needs no limit.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All & ~ForwardedHeaders.XForwardedPrefix, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var one in named)
        {
            if (IPAddress.TryParse(one, out var address)) options.KnownProxies.Add(address);
            else if (System.Net.IPNetwork.TryParse(one, out var network)) options.KnownIPNetworks.Add(network);
            else throw new StartFailedException($"GenOps__Proxies cannot be read: {one} is no address or network. Write it as 127.0.0.1 or 10.0.0.0/8.");
        }

        return options;
    }
}
