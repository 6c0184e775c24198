using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace GenOps.Core.Outbound;

/// <summary>
/// The one way out. It asks for a host's addresses itself, refuses the host when any of them is not public and neither named by the
/// configuration nor allowed by an administrator, and connects to the very addresses it has looked at: a name whose answer changes in
/// between leads nowhere else.
/// </summary>
public sealed class OutboundGuard(OutboundNames names, IOutboundAllowances allowances, INameResolver resolver, TimeProvider time)
{
    /// <summary>How long asking for the name and connecting may take together, 15 s.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The longest that an open connection serves further requests, 5 min.</summary>
    internal static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    // Where connections inside the network were made to, which may still be open when they are allowed no more.
    private readonly ConcurrentDictionary<OutboundTarget, (OutboundRefusal Otherwise, long At)> inside = new();

    /// <summary>A guard that knows no allowances and goes inside the network only where it is told here.</summary>
    public static OutboundGuard Naming(params IEnumerable<Uri> addresses) => new(
        new OutboundNames([.. addresses.Select(address => new NamedTarget(OutboundTarget.Of(address), ""))]), new NoAllowances(), new SystemNameResolver(), TimeProvider.System);

    /// <summary>Connects.</summary>
    /// <exception cref="OutboundRefusedException">GenOps does not go there.</exception>
    /// <exception cref="NotConnectedException">No connection came about.</exception>
    public async ValueTask<Stream> ConnectAsync(OutboundTarget target, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ConnectTimeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            var addresses = await resolver.ResolveAsync(target.Host, deadline.Token);
            if (await RefusalAsync(target, addresses, deadline.Token) is { } refusal) throw new OutboundRefusedException(refusal);
            await socket.ConnectAsync([.. addresses], target.Port, deadline.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception failure)
        {
            socket.Dispose();
            // Whatever went wrong, not even the database that keeps the allowances answering: nothing was sent.
            if (failure is OutboundRefusedException) throw;
            throw new NotConnectedException($"{(failure is OperationCanceledException ? "No connection within 15 s" : failure.Message.TrimEnd('.'))} at {target}.", failure);
        }
    }

    /// <summary>Says beforehand whether GenOps would go there.</summary>
    /// <returns>Null when it would, or when the name is not known yet: then the moment of connecting decides.</returns>
    public async Task<OutboundRefusal?> InspectAsync(OutboundTarget target, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ConnectTimeout);
        try
        {
            return await RefusalAsync(target, await resolver.ResolveAsync(target.Host, deadline.Token), cancellationToken);
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>Why a request may not go over a connection that is perhaps still open, but would not be made again.</summary>
    /// <returns>Null when it may.</returns>
    internal async ValueTask<OutboundRefusal?> RefusalOfOpenAsync(OutboundTarget target, CancellationToken cancellationToken)
    {
        if (!inside.TryGetValue(target, out var made) || await MayAsync(made.Otherwise, cancellationToken)) return null;
        if (time.GetElapsedTime(made.At) <= ConnectionLifetime) return made.Otherwise;
        inside.TryRemove(KeyValuePair.Create(target, made));
        return null;
    }

    private async ValueTask<OutboundRefusal?> RefusalAsync(OutboundTarget target, IReadOnlyList<IPAddress> addresses, CancellationToken cancellationToken)
    {
        foreach (var address in addresses)
        {
            var kind = AddressRanges.KindOf(address);
            if (kind == AddressKind.Public) continue;
            var otherwise = new OutboundRefusal(target, address, kind);
            if (!await MayAsync(otherwise, cancellationToken)) return otherwise;
            inside[target] = (otherwise, time.GetTimestamp());
        }

        return null;
    }

    private async ValueTask<bool> MayAsync(OutboundRefusal otherwise, CancellationToken cancellationToken) =>
        otherwise.CanBeAllowed
            ? names.Contains(otherwise.Target) || await allowances.AllowAsync(otherwise.Target, cancellationToken)
            // A name may come to stand for a cloud's secrets; whoever writes that address down means it.
            : IPAddress.TryParse(otherwise.Target.Host, out _) && names.Contains(otherwise.Target);
}
