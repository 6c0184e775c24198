using System.Text.Json;

namespace GenOps.Core.Inference;

/// <summary>
/// Turns the usage a provider reports into exclusive buckets. Providers nest: cached tokens are counted inside the
/// input and reasoning inside the output, so both are subtracted before anything is priced. Usage that is missing,
/// negative or impossible gives null, and the caller counts by the tokenizer.
/// </summary>
public static class UsageNormaliser
{
    /// <summary>More than any context there is: a larger count is a defect, not a use.</summary>
    private const long Impossible = 1_000_000_000;

    /// <summary>
    /// Reads the usage of a text answer in the words of chat completions (<c>prompt_tokens</c>), responses
    /// (<c>input_tokens</c>) or messages with their cache counts beside the input.
    /// </summary>
    /// <param name="usage">The provider's object; null when it reported none.</param>
    /// <param name="hasOutput">Whether the answer has text: then no output at all is impossible.</param>
    public static Usage? FromText(JsonElement? usage, bool hasOutput)
    {
        if (usage is not { ValueKind: JsonValueKind.Object } reported)
            return null;
        var counts = new Counts(reported);
        var input = counts.Required("prompt_tokens", "input_tokens");
        var output = counts.Required("completion_tokens", "output_tokens");
        var inputDetails = counts.Details("prompt_tokens_details", "input_tokens_details");
        var outputDetails = counts.Details("completion_tokens_details", "output_tokens_details");
        var cached = Math.Max(inputDetails.Optional("cached_tokens"), counts.Optional("prompt_cache_hit_tokens"));
        var written = inputDetails.Optional("cache_write_tokens");
        var audioIn = inputDetails.Optional("audio_tokens");
        var audioOut = outputDetails.Optional("audio_tokens");
        var reasoning = outputDetails.Optional("reasoning_tokens");

        // Some report cache counts beside the input instead of inside it.
        var readBeside = counts.Optional("cache_read_input_tokens");
        var writtenBeside = counts.Optional("cache_creation_input_tokens");
        var writtenHour = counts.Details("cache_creation").Optional("ephemeral_1h_input_tokens");

        // And some count reasoning beside the output; the total tells.
        var beside = reasoning > 0 && counts.Optional("total_tokens") == input + output + reasoning;
        var plainInput = input - cached - written - audioIn;
        var plainOutput = output - audioOut - (beside ? 0 : reasoning);
        if (counts.Broken || input + readBeside + writtenBeside == 0 || hasOutput && output + reasoning == 0
            || plainInput < 0 || plainOutput < 0 || writtenHour > writtenBeside)
            return null;
        return Buckets(
            estimated: false,
            new(Meter.Input, plainInput),
            new(Meter.CacheRead, cached + readBeside),
            new(Meter.CacheWrite5Min, written + writtenBeside - writtenHour),
            new(Meter.CacheWrite1Hour, writtenHour),
            new(Meter.Output, plainOutput),
            new(Meter.ReasoningOutput, reasoning),
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
            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var whole) && whole is >= 0 and <= Impossible)
                return whole;
            Break();
            return 0;
        }

        private void Break()
        {
            Broken = true;
            parent?.Break();
        }
    }
}
