using GenOps.Core.Data;

namespace GenOps.Core.Outbound;

/// <summary>
/// Sends requests over connections that the guard makes: without redirects, cookies or a proxy, which would connect on its own behalf
/// to wherever it likes.
/// </summary>
internal sealed class OutboundHandler : DelegatingHandler
{
    private readonly OutboundGuard guard;

    /// <param name="guard">Makes the connections.</param>
    public OutboundHandler(OutboundGuard guard)
        : base(new SocketsHttpHandler
        {
            // A redirected POST would be a second POST, and could lead a key or a signed delivery to somebody else.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = (context, cancellationToken) =>
                guard.ConnectAsync(OutboundTarget.Of(context.DnsEndPoint.Host, context.DnsEndPoint.Port), cancellationToken),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = OutboundGuard.ConnectionLifetime,
        }) => this.guard = guard;

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        WriteTurn.MustNotHold("sending a request");
        // As .NET says it of a connection that it could not make.
        if (await guard.RefusalOfOpenAsync(OutboundTarget.Of(request.RequestUri!), cancellationToken) is { } refusal)
            throw new HttpRequestException(HttpRequestError.ConnectionError, refusal.Message, new OutboundRefusedException(refusal));
        return await base.SendAsync(request, cancellationToken);
    }
}

/// <summary>A client whose every connection is made by a guard. Deadlines are set per call, so it has none.</summary>
public sealed class OutboundClient(OutboundGuard guard) : IDisposable
{
    /// <summary>One pool of connections for all who use it.</summary>
    public HttpClient Http { get; init; } = new(new OutboundHandler(guard)) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>A client that goes inside the network only where it is told here.</summary>
    public static OutboundClient Naming(params IEnumerable<Uri> addresses) => new(OutboundGuard.Naming(addresses));

    /// <inheritdoc />
    public void Dispose() => Http.Dispose();
}
