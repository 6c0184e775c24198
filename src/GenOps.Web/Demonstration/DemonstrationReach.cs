using GenOps.Web.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace GenOps.Web.Demonstration;

/// <summary>Tells whether a browser that reaches this process also reaches another port beside it.</summary>
internal sealed class DemonstrationReach(PublicAddress address, IConfiguration settings, IServer server)
{
    // Set in the images that .NET is shipped in.
    private const string Container = "DOTNET_RUNNING_IN_CONTAINER";

    /// <summary>Why no other port is reached, a sentence; null where one is.</summary>
    /// <param name="seen">The product's own address in the browser.</param>
    public string? Hindrance(Uri seen)
    {
        if (address.Url is not null || !string.IsNullOrEmpty(settings[Proxies.Setting]))
            return "This GenOps is reached through a proxy, which leads to one port only.";
        if (string.Equals(Environment.GetEnvironmentVariable(Container), "true", StringComparison.OrdinalIgnoreCase))
            return "This GenOps runs in a container, whose other ports are not reached from outside.";
        return Own(seen) is null ? "Your browser reaches this GenOps at another port than the one it listens on, so something stands between that leads to one port only." : null;
    }

    /// <summary>Where the demonstration listens, as <c>http://127.0.0.1:0</c>: like the product, at a port that is free.</summary>
    public string Listen(Uri seen) => $"http://{HostOf(Own(seen)!, seen)}:0";

    private BindingAddress? Own(Uri seen) => seen.Scheme != "http" ? null : (server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        .Select(BindingAddress.Parse).FirstOrDefault(a => a.Scheme == "http" && a.Port == seen.Port);

    /// <summary>The name localhost stands for two addresses, for which no common free port can be had.</summary>
    private static string HostOf(BindingAddress own, Uri seen) =>
        own.Host != "localhost" ? own.Host : seen.HostNameType == UriHostNameType.IPv6 ? "[::1]" : "127.0.0.1";
}
