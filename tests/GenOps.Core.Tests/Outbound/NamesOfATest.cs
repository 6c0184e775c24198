using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using GenOps.Core.Outbound;

namespace GenOps.Core.Tests.Outbound;

/// <summary>A resolver whose answers a test decides: for each name the answers in order, of which the last one stays.</summary>
internal sealed class NamesOfATest(params (string Name, string Addresses)[] answers) : INameResolver
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<IPAddress[]>> known = new(answers
        .GroupBy(answer => answer.Name)
        .Select(group => KeyValuePair.Create(group.Key, new ConcurrentQueue<IPAddress[]>(group.Select(Parse)))));

    /// <summary>How often a name was asked for.</summary>
    public int Asked { get; private set; }

    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var itself)) return Task.FromResult<IReadOnlyList<IPAddress>>([itself]);
        Asked++;
        if (!known.TryGetValue(host, out var queue)) throw new SocketException((int)SocketError.HostNotFound);
        var answer = queue.First();
        if (queue.Count > 1) queue.TryDequeue(out _);
        return Task.FromResult<IReadOnlyList<IPAddress>>(answer);
    }

    private static IPAddress[] Parse((string Name, string Addresses) answer) => [.. answer.Addresses.Split(' ').Select(IPAddress.Parse)];
}
