using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>
/// The innermost chat client: it sends the stored bytes of a canonical request through the SDK's protocol method and
/// nothing else, so that what was recorded is what was sent. The bytes come with the raw representation of the
/// options; messages are not composed here. The answer is the response's raw
/// representation, as it arrived: it is kept before anything reads it.
/// </summary>
internal sealed class CanonicalChatClient(ProviderTransport transport) : IChatClient
{
    private readonly ChatClientMetadata metadata = new(transport.Settings.Name, transport.Settings.BaseUrl);

    /// <inheritdoc />
    /// <exception cref="AnswerCutException">The answer ended early.</exception>
    /// <exception cref="RefusedException">The status is not 2xx.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        if (options?.RawRepresentationFactory?.Invoke(this) is not CanonicalSend send)
            throw new ArgumentException("The options carry no canonical request.", nameof(options));
        var client = new ChatClient(send.Request.Model, transport.Credential(), transport.Options());
        var result = await client.CompleteChatAsync(send.Content(), send.Options(cancellationToken));
        using var response = result.GetRawResponse();
        var body = await CanonicalSend.ReadAsync(response, send.MostBytes, cancellationToken);
        if (response.Headers.TryGetValue("Content-Type", out var type)
            && type!.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase)
            && !body.IsCut && !EventStream.HasEnd(body.Body))
            throw new AnswerCutException(body.Body, new IOException("The stream ended before the answer did."));
        return new ChatResponse([]) { ModelId = send.Request.Model, RawRepresentation = body };
    }

    /// <summary>The whole answer as updates: a stream is waited for before anything is done with it.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            yield return update;
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    /// <inheritdoc />
    public void Dispose()
    {
        // The connections are shared by all clients and outlive this one.
    }
}
