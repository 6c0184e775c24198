using GenOps.Core.Calls;

namespace GenOps.Core.Inference.Providers;

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
