using System.Globalization;
using GenOps.Core.Analytics;
using GenOps.Core.Calls;

namespace GenOps.Web.Words;

/// <summary>Buckets and prices in words.</summary>
public static class CallWords
{
    /// <summary>A bucket with its variant.</summary>
    public static string Bucket(CallUsage line) => line.Variant.Length == 0 ? Bucket(line.Meter) : $"{Bucket(line.Meter)} ({line.Variant})";

    /// <summary>A bucket.</summary>
    public static string Bucket(Meter meter) => meter switch
    {
        Meter.Input => "Input tokens",
        Meter.CacheRead => "Input read from cache",
        Meter.CacheWrite5Min => "Cache write, 5 min",
        Meter.CacheWrite1Hour => "Cache write, 1 h",
        Meter.Output => "Output tokens",
        Meter.ReasoningOutput => "Reasoning tokens",
        Meter.AudioInput => "Audio tokens in",
        Meter.AudioOutput => "Audio tokens out",
        Meter.ImageTokens => "Image tokens",
        Meter.Images => "Images",
        Meter.Requests => "Requests",
        Meter.Seconds => "Seconds",
        _ => throw new ArgumentOutOfRangeException(nameof(meter), meter, null),
    };

    /// <summary>A unit price: per million for tokens, as price lists write it, else for one.</summary>
    public static string Price(CallPrice price) => price.Meter switch
    {
        Meter.Images => Usd(price.UnitPrice) + " each",
        Meter.Requests => Usd(price.UnitPrice) + " a request",
        Meter.Seconds => Usd(price.UnitPrice) + " a second",
        _ => Usd(price.UnitPrice * 1_000_000m) + " per million",
    };

    /// <summary>Dollars with all their digits.</summary>
    public static string Usd(decimal usd) => "$" + usd.ToString("#,##0.00#############", CultureInfo.InvariantCulture);
}
