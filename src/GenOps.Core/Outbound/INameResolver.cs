using System.Net;

namespace GenOps.Core.Outbound;

/// <summary>Says which addresses a name stands for at the moment.</summary>
public interface INameResolver
{
    /// <summary>The addresses; a host that is an address stands for itself.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The name is not known, or nobody could be asked.</exception>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken);
}

/// <summary>Asks the machine's own resolver.</summary>
internal sealed class SystemNameResolver : INameResolver
{
    /// <inheritdoc />
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) =>
        IPAddress.TryParse(host, out var address) ? [address] : await Dns.GetHostAddressesAsync(host, cancellationToken);
}
