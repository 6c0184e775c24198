using GenOps.Core.Calls;

namespace GenOps.Core.Pricing;

/// <summary>What a meter counts, in words for people.</summary>
public static class MeterWords
{
    /// <summary>The plural, as <c>input tokens</c>.</summary>
    public static string Of(Meter meter) => meter switch
    {
        Meter.Input => "input tokens",
        Meter.CacheRead => "input tokens read from the cache",
        Meter.CacheWrite5Min => "input tokens written to the 5-minute cache",
        Meter.CacheWrite1Hour => "input tokens written to the 1-hour cache",
        Meter.Output => "output tokens",
        Meter.ReasoningOutput => "reasoning tokens",
        Meter.AudioInput => "audio tokens in",
        Meter.AudioOutput => "audio tokens out",
        Meter.ImageTokens => "image tokens",
        Meter.Images => "images",
        Meter.Requests => "requests",
        Meter.Seconds => "seconds",
        _ => throw new ArgumentOutOfRangeException(nameof(meter), meter, "No words for this meter."),
    };

    /// <summary>True for what lists price by the million.</summary>
    public static bool IsToken(Meter meter) => meter is not (Meter.Images or Meter.Requests or Meter.Seconds);
}
