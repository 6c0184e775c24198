using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Tests.Inference.Protocol;

/// <summary>Providers that tell when an answer of theirs is about to be read.</summary>
internal sealed class WatchedProviders(IProviderRegistry inner, Action<byte[]> reads) : IProviderRegistry
{
    public IReadOnlyList<ProviderSettings> Configured => inner.Configured;

    public IReadOnlyDictionary<string, string> Problems => inner.Problems;

    /// <summary>Puts them in place of those that are registered.</summary>
    public static void Watch(IServiceCollection services, Action<byte[]> reads)
    {
        var inner = (IProviderRegistry)services.Last(s => s.ServiceType == typeof(IProviderRegistry)).ImplementationInstance!;
        services.AddSingleton<IProviderRegistry>(new WatchedProviders(inner, reads));
    }

    public IModelProvider Get(string name) => new Watched(inner.Get(name), reads);

    public void Refresh() => inner.Refresh();

    private sealed class Watched(IModelProvider inner, Action<byte[]> reads) : IModelProvider
    {
        public string Name => inner.Name;

        public bool IsSandbox => inner.IsSandbox;

        public ProviderCapabilities CapabilitiesFor(string kind) => inner.CapabilitiesFor(kind);

        public CanonicalRequest Compose(ModelRequest request, ModelCallId call) => inner.Compose(request, call);

        public Task<SendOutcome> SendAsync(CanonicalRequest request, ModelCallId call, CancellationToken cancellationToken) => inner.SendAsync(request, call, cancellationToken);

        public ModelAnswer Read(CanonicalRequest request, byte[] answer)
        {
            reads(answer);
            return inner.Read(request, answer);
        }

        public Task<LookUpOutcome> LookUpAsync(ModelCallId call, CancellationToken cancellationToken) => inner.LookUpAsync(call, cancellationToken);

        public Usage WorstCase(CanonicalRequest request) => inner.WorstCase(request);
    }
}
