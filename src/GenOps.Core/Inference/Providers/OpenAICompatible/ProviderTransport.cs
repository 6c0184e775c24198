using System.ClientModel;
using System.ClientModel.Primitives;
using GenOps.Core.Outbound;
using OpenAI;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>How requests to one provider travel: once, over connections that the guard makes.</summary>
internal sealed class ProviderTransport(ProviderSettings settings, OutboundClient client)
{
    /// <summary>The provider.</summary>
    public ProviderSettings Settings => settings;

    /// <summary>The SDK's options: its address, no retries, no deadline shorter than ours.</summary>
    public OpenAIClientOptions Options()
    {
        var options = new OpenAIClientOptions
        {
            Endpoint = settings.BaseUrl,
            RetryPolicy = new ClientRetryPolicy(0),
            NetworkTimeout = settings.Timeout + TimeSpan.FromSeconds(5),
            Transport = new HttpClientPipelineTransport(client.Http),
            UserAgentApplicationId = "genops",
        };
        options.AddPolicy(new KeyPolicy(settings), PipelinePosition.BeforeTransport);
        return options;
    }

    /// <summary>The credential the SDK insists on; <see cref="KeyPolicy"/> takes it out again where there is none.</summary>
    public ApiKeyCredential Credential() =>
        new(string.IsNullOrEmpty(settings.ApiKey) ? "none" : settings.ApiKey);

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
