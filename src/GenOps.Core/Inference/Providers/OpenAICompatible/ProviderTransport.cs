using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Sockets;
using GenOps.Core.Delivery;
using OpenAI;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>How requests travel: once, without redirects, with connection failures told apart from lost answers.</summary>
internal static class ProviderTransport
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>One pool of connections for all providers. Deadlines are set per call, so the client has none.</summary>
    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        // A redirected POST would be a second POST.
        AllowAutoRedirect = false,
        ConnectCallback = ConnectAsync,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>The SDK's options for a provider: its address, no retries, no deadline shorter than ours.</summary>
    public static OpenAIClientOptions OptionsFor(ProviderSettings settings)
    {
        var options = new OpenAIClientOptions
        {
            Endpoint = settings.BaseUrl,
            RetryPolicy = new ClientRetryPolicy(CrashPoints.Without(Safeguard.SingleSend) ? 3 : 0),
            NetworkTimeout = settings.Timeout + TimeSpan.FromSeconds(5),
            Transport = new HttpClientPipelineTransport(Http),
            UserAgentApplicationId = "genops",
        };
        options.AddPolicy(new KeyPolicy(settings), PipelinePosition.BeforeTransport);
        return options;
    }

    /// <summary>The credential the SDK insists on; <see cref="KeyPolicy"/> takes it out again where there is none.</summary>
    public static ApiKeyCredential CredentialFor(ProviderSettings settings) =>
        new(string.IsNullOrEmpty(settings.ApiKey) ? "none" : settings.ApiKey);

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ConnectTimeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, deadline.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw new NotConnectedException(context.DnsEndPoint.Host, context.DnsEndPoint.Port, failure);
        }
    }

    /// <summary>Puts the key where the server looks for it.</summary>
    private sealed class KeyPolicy(ProviderSettings settings) : PipelinePolicy
    {
        private readonly bool azure = settings.BaseUrl.Host.EndsWith(".azure.com", StringComparison.OrdinalIgnoreCase);

        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            Sign(message);
            ProcessNext(message, pipeline, currentIndex);
        }

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            Sign(message);
            return ProcessNextAsync(message, pipeline, currentIndex);
        }

        private void Sign(PipelineMessage message)
        {
            if (string.IsNullOrEmpty(settings.ApiKey))
                message.Request.Headers.Remove("Authorization");
            else if (azure)
                message.Request.Headers.Set("api-key", settings.ApiKey);
        }
    }
}

/// <summary>No connection came about, so nothing was sent.</summary>
internal sealed class NotConnectedException(string host, int port, Exception cause)
    : IOException($"{(cause is SocketException socket ? socket.Message : "No connection within 15 s")} at {host}:{port}.", cause);
