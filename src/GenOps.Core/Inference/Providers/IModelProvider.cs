using GenOps.Core.Calls;

namespace GenOps.Core.Inference.Providers;

/// <summary>
/// One provider of models. It sends each request once, as given, and never retries:
/// whether a call is sent again is decided by the protocol, which knows what was paid.
/// </summary>
public interface IModelProvider
{
    /// <summary>The name under which it is configured; <c>sandbox</c> for the built-in one.</summary>
    string Name { get; }

    /// <summary>True for the built-in sandbox, whose money is never mixed with live money.</summary>
    bool IsSandbox { get; }

    /// <summary>
    /// What it can do for the recovery of a call in doubt. It depends on the endpoint: providers store
    /// chat completions under metadata, but no images, so an image is never looked up.
    /// </summary>
    /// <param name="kind">As <see cref="CanonicalRequest.Kind"/>.</param>
    ProviderCapabilities CapabilitiesFor(string kind);

    /// <summary>
    /// Puts a request into the provider's words. Deterministic: the same request and call give the same bytes.
    /// </summary>
    CanonicalRequest Compose(ModelRequest request, ModelCallId call);

    /// <summary>
    /// Sends exactly the bytes composed before, once. Throws nothing for what a provider or a network does wrong;
    /// that is in the outcome.
    /// </summary>
    /// <param name="request">The stored request.</param>
    /// <param name="call">The call's id, sent as idempotency key.</param>
    /// <param name="cancellationToken">Ends the wait, which leaves the call in doubt.</param>
    Task<SendOutcome> SendAsync(CanonicalRequest request, ModelCallId call, CancellationToken cancellationToken);

    /// <summary>Reads a stored answer. Deterministic, and safe on any bytes: what cannot be read is said in the result.</summary>
    ModelAnswer Read(CanonicalRequest request, byte[] answer);

    /// <summary>Asks the provider what became of a call; only when <see cref="CapabilitiesFor"/> says it can look up.</summary>
    Task<LookUpOutcome> LookUpAsync(ModelCallId call, CancellationToken cancellationToken);

    /// <summary>The usage to assume before sending: input counted by the tokenizer, the maximum of output.</summary>
    Usage WorstCase(CanonicalRequest request);
}
