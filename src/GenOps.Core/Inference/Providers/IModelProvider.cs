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

/// <summary>What a provider can do when it is not known whether a call was received.</summary>
/// <param name="LookUp">Completions are stored and can be found by the call's id (<c>metadata</c>).</param>
/// <param name="Idempotent">A second request under the same key is proven not to be charged.</param>
public sealed record ProviderCapabilities(bool LookUp, bool Idempotent);

/// <summary>The stored request: what is hashed is what is sent.</summary>
/// <param name="Kind"><see cref="Chat"/> or <see cref="Image"/>: which endpoint it goes to.</param>
/// <param name="Model">The provider's name of the model.</param>
/// <param name="Body">The exact body, UTF-8 JSON.</param>
public sealed record CanonicalRequest(string Kind, string Model, byte[] Body)
{
    /// <summary>A request for text.</summary>
    public const string Chat = "chat";

    /// <summary>A request for one image.</summary>
    public const string Image = "image";
}

/// <summary>What became of one POST.</summary>
public abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <summary>An answer arrived whole. Whether it can be used is another question.</summary>
    /// <param name="Body">The bytes of the answer; of a stream, the assembled answer as one JSON document.</param>
    /// <param name="ProviderRef">The provider's id of the answer, if it gave one.</param>
    public sealed record Answered(byte[] Body, string? ProviderRef) : SendOutcome
    {
        /// <summary>The bound in bytes above which the answer went on and was not taken; null where <see cref="Body"/> is all of it.</summary>
        public long? CutAt { get; init; }
    }

    /// <summary>The provider did not take the request (refused connection, 4xx, 429, 503, 529): nothing is charged.</summary>
    /// <param name="Reason">In plain words, with the status.</param>
    /// <param name="Retryable">True for a refused connection, 408, 429, 503 and 529.</param>
    /// <param name="RetryAfter">How long it asked to wait; null when it did not say.</param>
    /// <param name="Kind">How it was refused.</param>
    public sealed record Rejected(string Reason, bool Retryable, TimeSpan? RetryAfter, CallFailure Kind = CallFailure.Refused) : SendOutcome;

    /// <summary>A timeout, a reset, another 5xx, or a body cut off: it may have been charged.</summary>
    /// <param name="Reason">In plain words.</param>
    /// <param name="Partial">The part that arrived, kept; null when none did.</param>
    public sealed record InDoubt(string Reason, byte[]? Partial) : SendOutcome;
}

/// <summary>What an answer says.</summary>
/// <param name="Text">The text; null when the answer has none or cannot be read.</param>
/// <param name="Image">The image's bytes; null for a text answer.</param>
/// <param name="Usage">Exclusive buckets; counted by the tokenizer and marked estimated where the provider's are unusable.</param>
/// <param name="Model">The model that answered, as the provider names it; null when it does not say.</param>
/// <param name="FinishReason"><c>stop</c>, <c>length</c>, …; null when it does not say.</param>
/// <param name="Problem">Why the answer cannot be used (not JSON, cut off by the length limit, empty, refused); null when it can.</param>
public sealed record ModelAnswer(string? Text, byte[]? Image, Usage Usage, string? Model, string? FinishReason, string? Problem)
{
    /// <summary>Where the image lies, for an answer that links to it; null for all others.</summary>
    public Uri? ImageLink { get; init; }

    /// <summary>The service tier that served it, as the provider names it; null when it does not say.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>The provider's own name of the answer; null for none.</summary>
    public string? Reference { get; init; }

    /// <summary>True where only its beginning was taken: asked again it would be as long, so it is not.</summary>
    public bool IsCut { get; init; }
}

/// <summary>What a look-up found.</summary>
public abstract record LookUpOutcome
{
    private LookUpOutcome()
    {
    }

    /// <summary>The provider has the answer.</summary>
    /// <param name="Body">As <see cref="SendOutcome.Answered"/>.</param>
    /// <param name="ProviderRef">The provider's id of it.</param>
    public sealed record Found(byte[] Body, string? ProviderRef) : LookUpOutcome;

    /// <summary>The provider knows no such call (yet).</summary>
    public sealed record Absent : LookUpOutcome;

    /// <summary>The provider could not be asked.</summary>
    /// <param name="Reason">In plain words.</param>
    public sealed record Unknown(string Reason) : LookUpOutcome;
}
