using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Tests.Inference.Protocol;

/// <summary>Providers that tell when a request to them is about to be posted, and when an answer of theirs is about to be read.</summary>
internal sealed class WatchedProviders(IProviderRegistry inner, Action<byte[]> reads, Func<Task> posts) : IProviderRegistry
{
    public IReadOnlyList<ProviderSettings> Configured => inner.Configured;

    public IReadOnlyDictionary<string, string> Problems => inner.Problems;

    /// <summary>Puts them in place of those that are registered.</summary>
    public static void Watch(IServiceCollection services, Action<byte[]> reads, Func<Task>? posts = null)
    {
        var inner = (IProviderRegistry)services.Last(s => s.ServiceType == typeof(IProviderRegistry)).ImplementationInstance!;
        services.AddSingleton<IProviderRegistry>(new WatchedProviders(inner, reads, posts ?? (() => Task.CompletedTask)));
    }

    public IModelProvider Get(string name) => new Watched(inner.Get(name), reads, posts);

    public void Refresh() => inner.Refresh();

    private sealed class Watched(IModelProvider inner, Action<byte[]> reads, Func<Task> posts) : IModelProvider
    {
        public string Name => inner.Name;

        public bool IsSandbox => inner.IsSandbox;

        public ProviderCapabilities CapabilitiesFor(string kind) => inner.CapabilitiesFor(kind);

        public CanonicalRequest Compose(ModelRequest request, ModelCallId call) => inner.Compose(request, call);

        public async Task<SendOutcome> SendAsync(CanonicalRequest request, ModelCallId call, CancellationToken cancellationToken)
        {
            await posts();
            return await inner.SendAsync(request, call, cancellationToken);
        }

        public ModelAnswer Read(CanonicalRequest request, byte[] answer)
        {
            reads(answer);
            return inner.Read(request, answer);
        }

        public Task<LookUpOutcome> LookUpAsync(ModelCallId call, CancellationToken cancellationToken) => inner.LookUpAsync(call, cancellationToken);

        public Usage WorstCase(CanonicalRequest request) => inner.WorstCase(request);
    }
}
