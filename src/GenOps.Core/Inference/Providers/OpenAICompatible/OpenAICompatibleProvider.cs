// The image abstraction of Microsoft.Extensions.AI is still marked experimental; it is used in this folder only.
#pragma warning disable MEAI001
using GenOps.Core.Calls;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Outbound;
using Microsoft.Extensions.AI;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>
/// Any server that speaks the OpenAI API: OpenAI, Azure OpenAI (base URLs ending in <c>/openai/v1</c>), vLLM, Ollama,
/// LM Studio, gateways.
/// </summary>
public sealed class OpenAICompatibleProvider : IModelProvider, IDisposable
{
    /// <summary>Tokens a server may add around each message, and around the schema.</summary>
    private const int Framing = 64;

    private readonly ProviderSettings settings;
    private readonly ProviderTransport transport;
    private readonly TimeProvider time;
    private readonly AnswerLimits limits;
    private readonly SendFailure failures;
    private readonly IChatClient chat;
    private readonly CanonicalImageGenerator images;

    /// <param name="settings">As configured.</param>
    /// <param name="time">The clock of deadlines.</param>
    /// <param name="client">Sends; its guard says where to.</param>
    /// <param name="limits">How much of an answer is taken; null for the defaults.</param>
    public OpenAICompatibleProvider(ProviderSettings settings, TimeProvider time, OutboundClient client, AnswerLimits? limits = null)
    {
        this.limits = limits ?? new AnswerLimits();
        this.settings = settings;
        this.time = time;
        failures = new SendFailure(settings, time);
        transport = new ProviderTransport(settings, client);
        chat = new CanonicalChatClient(transport).AsBuilder().UseOpenTelemetry(sourceName: "GenOps.Inference").Build();
        images = new CanonicalImageGenerator(transport);
    }

    /// <inheritdoc />
    public string Name => settings.Name;

    /// <inheritdoc />
    public bool IsSandbox => false;

    /// <inheritdoc />
    public ProviderCapabilities CapabilitiesFor(string kind) =>
        kind == CanonicalRequest.Chat ? settings.Capabilities : settings.Capabilities with { LookUp = false };

    /// <inheritdoc />
    public CanonicalRequest Compose(ModelRequest request, ModelCallId call) => request switch
    {
        TextRequest text => RequestComposer.Chat(settings, text, call),
        ImageRequest image => RequestComposer.Image(image),
        _ => throw new ArgumentException($"No OpenAI request is made from a {request.GetType().Name}.", nameof(request)),
    };

    /// <inheritdoc />
    public async Task<SendOutcome> SendAsync(CanonicalRequest request, ModelCallId call, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        var send = new CanonicalSend(request, call, limits.Of(request.Kind));
        try
        {
            return request.Kind == CanonicalRequest.Chat
                ? await ChatAsync(send, either.Token)
                : await ImageAsync(send, either.Token);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return failures.Classify(failure, cancellationToken.IsCancellationRequested);
        }
    }

    /// <inheritdoc />
    public ModelAnswer Read(CanonicalRequest request, byte[] answer) =>
        request.Kind == CanonicalRequest.Chat ? ChatAnswerReader.Read(request, answer) : ImageAnswerReader.Read(request, answer);

    /// <inheritdoc />
    public Task<LookUpOutcome> LookUpAsync(ModelCallId call, CancellationToken cancellationToken) =>
        StoredCompletions.FindAsync(transport, call, time, cancellationToken);

    /// <inheritdoc />
    public Usage WorstCase(CanonicalRequest request) => request.Kind == CanonicalRequest.Chat
        ? UsageNormaliser.Buckets(
            estimated: true,
            // The whole body, so that a schema and the roles count too.
            new(Meter.Input, TokenCounter.Count(System.Text.Encoding.UTF8.GetString(request.Body)) + Framing),
            new(Meter.Output, ChatRequestText.MostOutput(request)))
        : ImageUsage.WorstCase(request);

    /// <summary>Ends the telemetry of this provider; connections are shared and stay.</summary>
    public void Dispose()
    {
        chat.Dispose();
        images.Dispose();
    }

    private async Task<SendOutcome> ChatAsync(CanonicalSend send, CancellationToken cancellationToken)
    {
        var options = new ChatOptions { ModelId = send.Request.Model, RawRepresentationFactory = _ => send };
        var response = await chat.GetResponseAsync([], options, cancellationToken);
        return Answered(send, (ReceivedAnswer)response.RawRepresentation!);
    }

    private async Task<SendOutcome> ImageAsync(CanonicalSend send, CancellationToken cancellationToken)
    {
        var options = new Microsoft.Extensions.AI.ImageGenerationOptions { ModelId = send.Request.Model, RawRepresentationFactory = _ => send };
        var response = await images.GenerateAsync(new ImageGenerationRequest(), options, cancellationToken);
        return Answered(send, (ReceivedAnswer)response.RawRepresentation!);
    }

    private static SendOutcome.Answered Answered(CanonicalSend send, ReceivedAnswer received) =>
        new(received.Body, null) { CutAt = received.IsCut ? send.MostBytes : null };
}
