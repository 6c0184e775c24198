namespace GenOps.Core.Calls;

/// <summary>What a provider charges for. The buckets are exclusive: a token is counted in exactly one of them.</summary>
public enum Meter
{
    /// <summary>Input tokens not served from a cache.</summary>
    Input,

    /// <summary>Input tokens read from the provider's cache.</summary>
    CacheRead,

    /// <summary>Input tokens written to a cache kept five minutes.</summary>
    CacheWrite5Min,

    /// <summary>Input tokens written to a cache kept one hour.</summary>
    CacheWrite1Hour,

    /// <summary>Output tokens other than reasoning.</summary>
    Output,

    /// <summary>Output tokens spent on reasoning.</summary>
    ReasoningOutput,

    /// <summary>Audio tokens in.</summary>
    AudioInput,

    /// <summary>Audio tokens out.</summary>
    AudioOutput,

    /// <summary>Tokens of images made.</summary>
    ImageTokens,

    /// <summary>Images made; the variant names size and quality.</summary>
    Images,

    /// <summary>Requests, where they are charged one by one.</summary>
    Requests,

    /// <summary>Seconds of work, where they are charged.</summary>
    Seconds,
}

/// <summary>One bucket of use.</summary>
/// <param name="Meter">What was used.</param>
/// <param name="Quantity">How much of it; never negative.</param>
/// <param name="Variant">What the price further depends on (an image's "1024x1024/high"); empty for tokens.</param>
public sealed record UsageQuantity(Meter Meter, long Quantity, string Variant = "");

/// <summary>The use of one call in exclusive buckets.</summary>
/// <param name="Quantities">The buckets that are not empty.</param>
/// <param name="Estimated">True when the provider said nothing usable and GenOps counted itself.</param>
public sealed record Usage(IReadOnlyList<UsageQuantity> Quantities, bool Estimated)
{
    /// <summary>Tokens of all kinds.</summary>
    public long Tokens => Quantities.Where(q => q.Meter is not (Meter.Images or Meter.Requests or Meter.Seconds)).Sum(q => q.Quantity);
}
