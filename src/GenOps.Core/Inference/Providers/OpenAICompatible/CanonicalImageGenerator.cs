// The image abstraction of Microsoft.Extensions.AI is still marked experimental; it is used in this folder only.
#pragma warning disable MEAI001
using Microsoft.Extensions.AI;
using OpenAI.Images;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>The innermost image client; as <see cref="CanonicalChatClient"/>, for images.</summary>
internal sealed class CanonicalImageGenerator(ProviderTransport transport) : IImageGenerator
{
    private readonly ImageGeneratorMetadata metadata = new(transport.Settings.Name, transport.Settings.BaseUrl);

    /// <inheritdoc />
    /// <exception cref="AnswerCutException">The answer ended early.</exception>
    /// <exception cref="RefusedException">The status is not 2xx.</exception>
    public async Task<ImageGenerationResponse> GenerateAsync(
        ImageGenerationRequest request,
        Microsoft.Extensions.AI.ImageGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        if (options?.RawRepresentationFactory?.Invoke(this) is not CanonicalSend send)
            throw new ArgumentException("The options carry no canonical request.", nameof(options));
        var client = new ImageClient(send.Request.Model, transport.Credential(), transport.Options());
        var result = await client.GenerateImagesAsync(send.Content(), send.Options(cancellationToken));
        using var response = result.GetRawResponse();
        var body = await CanonicalSend.ReadAsync(response, send.MostBytes, cancellationToken);
        return new ImageGenerationResponse { RawRepresentation = body };
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ImageGeneratorMetadata) ? metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    /// <inheritdoc />
    public void Dispose()
    {
        // The connections are shared by all clients and outlive this one.
    }
}
