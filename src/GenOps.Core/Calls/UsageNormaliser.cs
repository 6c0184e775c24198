using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace GenOps.Core.Calls;

/// <summary>
/// Turns the usage a provider reports into exclusive buckets. Most providers nest: cached tokens are counted inside the
/// input and reasoning inside the output, so both are subtracted before anything is priced. Usage that is missing,
/// negative or impossible gives null, and the caller counts by the tokenizer.
/// </summary>
public static class UsageNormaliser
{
    /// <summary>More than any context there is: a larger count is a defect, not a use.</summary>
    private const long Impossible = 1_000_000_000;

    /// <summary>
    /// Reads the usage of a text answer in the words of chat completions (<c>prompt_tokens</c>), responses
    /// (<c>input_tokens</c>) or messages with their cache counts beside the input. Gateways say the same tokens in two
    /// places: a count is taken once, and <see cref="UsagePlacement"/> says whether the input contains it.
    /// </summary>
    /// <param name="usage">The provider's object; null when it reported none.</param>
    /// <param name="hasOutput">Whether the answer has text: then no output at all is impossible.</param>
    public static Usage? FromText(JsonElement? usage, bool hasOutput)
    {
        if (usage is not { ValueKind: JsonValueKind.Object } reported)
            return null;
        var counts = new Counts(reported);
        var inputDetails = counts.Details("prompt_tokens_details", "input_tokens_details");
        var outputDetails = counts.Details("completion_tokens_details", "output_tokens_details");
        var audioIn = inputDetails.Optional("audio_tokens");
        var audioOut = outputDetails.Optional("audio_tokens");
        var readInside = Math.Max(inputDetails.Optional("cached_tokens"), counts.Optional("prompt_cache_hit_tokens"));
        var writtenInside = Math.Max(inputDetails.Optional("cache_write_tokens"), inputDetails.Optional("cache_creation_tokens"));
        var (fiveMinutes, hour) = Written(counts.Details("cache_creation"), inputDetails.Details("cache_creation_token_details"));
        var read = Math.Max(readInside, counts.Optional("cache_read_input_tokens"));
        var written = Math.Max(Math.Max(writtenInside, counts.Optional("cache_creation_input_tokens")), fiveMinutes + hour);
        var told = new UsagePlacement
        {
            Input = counts.Required("prompt_tokens", "input_tokens"),
            Output = counts.Required("completion_tokens", "output_tokens"),
            Total = counts.Optional("total_tokens"),
            AudioInput = audioIn,
            AudioOutput = audioOut,
            CacheRead = read,
            CacheWritten = written,
            Reasoning = outputDetails.Optional("reasoning_tokens"),
            ReadIsInside = readInside > 0 ? true : counts.Has("prompt_tokens") ? null : false,
            WrittenIsInside = writtenInside > 0 || readInside > 0 ? true : counts.Has("prompt_tokens") ? null : false,
        };
        if (counts.Broken || hour > written || told.Find() is not { } plain
            || plain.Input + read + written + audioIn == 0 || hasOutput && plain.Output + told.Reasoning + audioOut == 0)
            return null;
        return Buckets(
            estimated: false,
            new(Meter.Input, plain.Input),
            new(Meter.CacheRead, read),
            new(Meter.CacheWrite5Min, written - hour),
            new(Meter.CacheWrite1Hour, hour),
            new(Meter.Output, plain.Output),
            new(Meter.ReasoningOutput, told.Reasoning),
            new(Meter.AudioInput, audioIn),
            new(Meter.AudioOutput, audioOut));
    }

    /// <summary>Reads the usage of an image that is charged by tokens; null where there is none that can be used.</summary>
    /// <param name="usage">The provider's object; null when it reported none.</param>
    public static Usage? FromImage(JsonElement? usage)
    {
        if (usage is not { ValueKind: JsonValueKind.Object } reported)
            return null;
        var counts = new Counts(reported);
        var input = counts.Required("input_tokens", "prompt_tokens");
        var output = counts.Required("output_tokens", "completion_tokens");
        var inputDetails = counts.Details("input_tokens_details");
        var cached = inputDetails.Optional("cached_tokens");
        var text = counts.Details("output_tokens_details").Optional("text_tokens");
        if (counts.Broken || input == 0 || output == 0 || cached > input || text > output
            || inputDetails.Optional("text_tokens") + inputDetails.Optional("image_tokens") > input)
            return null;
        return Buckets(
            estimated: false,
            new(Meter.Input, input - cached),
            new(Meter.CacheRead, cached),
            new(Meter.Output, text),
            new(Meter.ImageTokens, output - text));
    }

    /// <summary>Counts by the tokenizer, for an answer whose usage cannot be used.</summary>
    public static Usage Estimate(string? input, string? output) => Buckets(
        estimated: true,
        new(Meter.Input, TokenCounter.Count(input)),
        new(Meter.Output, TokenCounter.Count(output)));

    /// <summary>Usage without the buckets that are empty.</summary>
    public static Usage Buckets(bool estimated, params ReadOnlySpan<UsageQuantity> quantities)
    {
        var kept = new List<UsageQuantity>();
        foreach (var quantity in quantities)
        {
            if (quantity.Quantity > 0)
                kept.Add(quantity);
        }

        return new Usage(kept, estimated);
    }

    /// <summary>How much was written to which cache, wherever it is said.</summary>
    private static (long FiveMinutes, long Hour) Written(Counts beside, Counts inside) => (
        Math.Max(beside.Optional("ephemeral_5m_input_tokens"), inside.Optional("ephemeral_5m_input_tokens")),
        Math.Max(beside.Optional("ephemeral_1h_input_tokens"), inside.Optional("ephemeral_1h_input_tokens")));

    /// <summary>The numbers of one JSON object; remembers when one of them cannot be right.</summary>
    private sealed class Counts(JsonElement? reported, Counts? parent = null)
    {
        public bool Broken { get; private set; }

        public long Required(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                if (Find(name) is { } value)
                    return Whole(value);
            }

            Break();
            return 0;
        }

        public bool Has(string name) => Find(name) is not null;

        public long Optional(string name) => Find(name) is { } value ? Whole(value) : 0;

        public Counts Details(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                if (Find(name) is { ValueKind: JsonValueKind.Object } inner)
                    return new Counts(inner, this);
            }

            return new Counts(null, this);
        }

        private JsonElement? Find(string name) =>
            reported is { } there && there.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

        private long Whole(JsonElement value)
        {
            // Some write 120 as 120.0 or "120"; a part of a token is none.
            if (Number(value) is { } number && number is >= 0 and <= Impossible && decimal.IsInteger(number))
                return (long)number;
            Break();
            return 0;
        }

        private static decimal? Number(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetDecimal(out var number) => number,
            JsonValueKind.String when decimal.TryParse(
                JsonMarshal.GetRawUtf8Value(value)[1..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };

        private void Break()
        {
            Broken = true;
            parent?.Break();
        }
    }
}
