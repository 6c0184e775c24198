using System.Net;
using GenOps.Core;
using GenOps.Core.Outbound;

namespace GenOps.Web.Demonstration;

/// <summary>Knows no host, so that nothing leaves a demonstration, whatever is set up in it.</summary>
internal sealed class NoWayOut : INameResolver
{
    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) =>
        throw new ConflictException("Set this up in your own GenOps: a demonstration connects to nothing outside.");
}
