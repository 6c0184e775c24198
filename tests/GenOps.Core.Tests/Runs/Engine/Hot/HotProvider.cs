using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers;
using GenOps.FakeProvider;
using GenOps.FakeProvider.Answers;
using GenOps.FakeProvider.Endpoints;
using GenOps.FakeProvider.Faults;

namespace GenOps.Core.Tests.Runs.Engine.Hot;

/// <summary>The fake provider's answers without its process, with a test's own words before a call is posted and while it is out.</summary>
internal sealed class HotProvider : IProviderRegistry
{
    private readonly ConcurrentDictionary<string, IModelProvider> known = new();
    private readonly IProviderRegistry inner;

    public HotProvider(IProviderRegistry inner) => this.inner = inner;

    public IReadOnlyList<ProviderSettings> Configured => inner.Configured;

    public IReadOnlyDictionary<string, string> Problems => inner.Problems;

    /// <summary>Called with the prompt after the sending is committed, and before anything is posted.</summary>
    public Func<string, Task> Posting { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called with the prompt once the provider has billed.</summary>
    public Func<string, Task> Out { get; set; } = _ => Task.CompletedTask;

    /// <summary>Changes what an answer to a prompt says.</summary>
    public Action<string, JsonObject> Says { get; set; } = (_, _) => { };

    /// <summary>What goes wrong with a prompt; null for nothing.</summary>
    public Func<string, Fault?> Fails { get; set; } = _ => null;

    /// <summary>The prompts that were posted, in order.</summary>
    public ConcurrentQueue<string> Posted { get; } = new();

    public IModelProvider Get(string name) => known.GetOrAdd(name, n => new Provider(this, inner.Get(n)));

    public void Refresh() => inner.Refresh();

    private async Task<SendOutcome> SendAsync(CanonicalRequest request, ModelCallId call, CancellationToken cancellationToken)
    {
        using var body = JsonDocument.Parse(request.Body);
        var prompt = body.RootElement.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!;
        await Posting(prompt);
        if (cancellationToken.IsCancellationRequested) return new SendOutcome.InDoubt("The call was broken off.", null);
        Posted.Enqueue(prompt);
        var fault = Fails(prompt);
        var answer = Answer(body.RootElement, request.Model, call, fault, said => Says(prompt, said));
        await Out(prompt);
        return answer;
    }

    private static SendOutcome Answer(JsonElement body, string model, ModelCallId call, Fault? fault, Action<JsonObject> says)
    {
        switch (fault?.Kind)
        {
            case FaultKind.RateLimit: return new SendOutcome.Rejected("429 too many", true, TimeSpan.Zero);
            case FaultKind.Unavailable: return new SendOutcome.Rejected("400 no such thing", false, null);
            case FaultKind.ServerError or FaultKind.Drop: return new SendOutcome.InDoubt("500 broken", null);
            case FaultKind.Html: return new SendOutcome.Answered("<html></html>"u8.ToArray(), null);
        }

        var id = $"chatcmpl-{call}";
        var said = UsageFault.Apply(new ChatEndpoint().Answer(new PaidRequest(body, model, "", null), id, DateTime.UnixEpoch, fault), fault);
        says(said);
        return new SendOutcome.Answered(Encoding.UTF8.GetBytes(said.ToJsonString(FakeJson.Options)), id);
    }

    private sealed class Provider(HotProvider all, IModelProvider inner) : IModelProvider
    {
        public string Name => inner.Name;

        public bool IsSandbox => inner.IsSandbox;

        public ProviderCapabilities CapabilitiesFor(string kind) => inner.CapabilitiesFor(kind);

        public CanonicalRequest Compose(ModelRequest request, ModelCallId call) => inner.Compose(request, call);

        public Task<SendOutcome> SendAsync(CanonicalRequest request, ModelCallId call, CancellationToken cancellationToken) => all.SendAsync(request, call, cancellationToken);

        public ModelAnswer Read(CanonicalRequest request, byte[] answer) => inner.Read(request, answer);

        public Task<LookUpOutcome> LookUpAsync(ModelCallId call, CancellationToken cancellationToken) => inner.LookUpAsync(call, cancellationToken);

        public Usage WorstCase(CanonicalRequest request) => inner.WorstCase(request);
    }
}
