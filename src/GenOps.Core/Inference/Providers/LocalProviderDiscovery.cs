using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers.OpenAICompatible;
using GenOps.Core.Outbound;

namespace GenOps.Core.Inference.Providers;

/// <summary>A provider that could be configured.</summary>
/// <param name="Name">A name for it.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="BaseUrl">Where it stands.</param>
/// <param name="Models">The models it offers; empty where it was not asked.</param>
/// <param name="KeyVariable">The environment variable that holds a key for it; null for a local server.</param>
public sealed record DiscoveredProvider(string Name, string Title, Uri BaseUrl, IReadOnlyList<string> Models, string? KeyVariable);

/// <summary>Where a local server usually listens.</summary>
public sealed record LocalPort(string Name, string Title, int Port);

/// <summary>Looks for model servers on this machine and for keys in the environment. Nothing leaves the machine.</summary>
public sealed class LocalProviderDiscovery(TimeProvider time)
{
    /// <summary>The usual loopback ports.</summary>
    public static readonly IReadOnlyList<LocalPort> UsualPorts =
    [
        new("ollama", "Ollama on this machine", 11434),
        new("lm-studio", "LM Studio on this machine", 1234),
        new("vllm", "vLLM on this machine", 8000),
    ];

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    private static readonly (string Variable, DiscoveredProvider Provider)[] Keys =
    [
        ("OPENAI_API_KEY", new DiscoveredProvider("openai", "OpenAI, with the key in the environment", new Uri("https://api.openai.com/v1"), [], "OPENAI_API_KEY")),
    ];

    /// <summary>What is there now: local servers that list models, then keys.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public Task<IReadOnlyList<DiscoveredProvider>> FindAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Settings);
        return FindAsync(UsualPorts, Deadline, cancellationToken);
    }

    /// <summary>As <see cref="FindAsync(Actor, CancellationToken)"/>, on these ports and with this time for each.</summary>
    internal async Task<IReadOnlyList<DiscoveredProvider>> FindAsync(
        IReadOnlyList<LocalPort> ports, TimeSpan deadline, CancellationToken cancellationToken)
    {
        // Looking is not yet allowing: nobody else gets to these ports by it.
        using var client = OutboundClient.Naming(ports.Select(AddressOf));
        var local = await Task.WhenAll(ports.Select(port => AskAsync(client, port, deadline, cancellationToken)));
        var keys = Keys.Where(key => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(key.Variable))).Select(key => key.Provider);
        return [.. local.OfType<DiscoveredProvider>(), .. keys];
    }

    private async Task<DiscoveredProvider?> AskAsync(OutboundClient client, LocalPort port, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var url = AddressOf(port);
        var settings = new ProviderSettings(port.Name, url, null, new Dictionary<Tier, string>(), new ProviderCapabilities(false, false), deadline);
        var (models, _) = await ModelList.ReadAsync(new ProviderTransport(settings, client), deadline, time, cancellationToken);
        return models is { Count: > 0 } ? new DiscoveredProvider(port.Name, port.Title, url, models, null) : null;
    }

    private static Uri AddressOf(LocalPort port) => new($"http://127.0.0.1:{port.Port}/v1");
}
