using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Providers.OpenAICompatible;
using GenOps.Core.Outbound;
using GenOps.FakeProvider;
using GenOps.FakeProvider.Client;

namespace GenOps.Core.Tests.Inference.Providers;

/// <summary>One fake provider process for the tests of a class.</summary>
public sealed class FakeProviderFixture : IAsyncLifetime
{
    public FakeProviderProcess Fake { get; private set; } = null!;

    public async Task InitializeAsync() => Fake = await FakeProviderProcess.StartAsync();

    public async Task DisposeAsync() => await Fake.DisposeAsync();

    /// <summary>Makes the fake well again and gives a provider on it.</summary>
    public async Task<OpenAICompatibleProvider> ProviderAsync(
        bool streaming = false,
        bool lookUp = false,
        bool idempotent = false,
        TimeSpan? timeout = null,
        string? key = null)
    {
        await Fake.ControlAsync(new FakeControl { Faults = [], LookUp = lookUp, Idempotent = idempotent, LatencyMs = 0, LookUpDelayMs = 0, Key = "" });
        return ProviderOf(Settings(Fake.BaseUrl, streaming, lookUp, idempotent, timeout, key));
    }

    /// <summary>A provider that is reached where its settings say, and nowhere else inside the network.</summary>
    public static OpenAICompatibleProvider ProviderOf(ProviderSettings settings) =>
        new(settings, TimeProvider.System, OutboundClient.Naming(settings.BaseUrl));

    public static ProviderSettings Settings(
        Uri baseUrl,
        bool streaming = false,
        bool lookUp = false,
        bool idempotent = false,
        TimeSpan? timeout = null,
        string? key = null) => new(
            "acme",
            baseUrl,
            key,
            new Dictionary<Tier, string> { [Tier.Small] = "fake-small" },
            new ProviderCapabilities(lookUp, idempotent),
            timeout ?? TimeSpan.FromSeconds(30),
            Streaming: streaming);

    public static TextRequest Text(string prompt = "Release 2.1 adds dark mode. Exports are twice as fast.", string? schema = null, string model = "fake-small") => new()
    {
        Model = model,
        Purpose = CallPurpose.Production,
        Tier = Tier.Small,
        System = "You write announcements.",
        Messages = [new PromptMessage("user", prompt)],
        JsonSchema = schema,
        MaxOutputTokens = 200,
    };

    public static ImageRequest Image(int width = 64, int height = 32) => new()
    {
        Model = "fake-image",
        Purpose = CallPurpose.Production,
        Tier = Tier.Image,
        Prompt = "A calm banner",
        Width = width,
        Height = height,
    };
}
