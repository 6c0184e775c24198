using System.Text.Json;
using GenOps.Core.Calls;

namespace GenOps.Core.Tests.Calls;

public sealed class UsageNormaliserTests
{
    [Fact]
    public void FromText_CachedInsidePrompt_IsSubtracted()
    {
        var usage = Text("""
            {"prompt_tokens":17903,"completion_tokens":188,"total_tokens":18091,
             "prompt_tokens_details":{"cached_tokens":17817},"completion_tokens_details":{"reasoning_tokens":0}}
            """);

        Assert.Equal([new(Meter.Input, 86), new(Meter.CacheRead, 17_817), new(Meter.Output, 188)], usage!.Quantities);
        Assert.False(usage.Estimated);
    }

    [Fact]
    public void FromText_LargeCachedInput_CostsWhatTheProviderCharged()
    {
        var usage = Text("""{"input_tokens":262960,"output_tokens":1744,"input_tokens_details":{"cached_tokens":257955}}""")!;

        decimal Quantity(Meter meter) => usage.Quantities.Single(q => q.Meter == meter).Quantity;
        var cost = (Quantity(Meter.Input) * 1.25m + Quantity(Meter.CacheRead) * 0.625m + Quantity(Meter.Output) * 10m) / 1_000_000m;
        Assert.Equal(5_005, Quantity(Meter.Input));
        Assert.Equal(0.184918125m, cost);
    }

    [Fact]
    public void FromText_ReasoningInsideOutput_IsSubtracted() => Assert.Equal(
        [new(Meter.Input, 100), new(Meter.Output, 50), new(Meter.ReasoningOutput, 150)],
        Text("""{"prompt_tokens":100,"completion_tokens":200,"total_tokens":300,"completion_tokens_details":{"reasoning_tokens":150}}""")!.Quantities);

    [Fact]
    public void FromText_ReasoningBesideOutputByTheTotal_IsNotSubtracted() => Assert.Equal(
        [new(Meter.Input, 100), new(Meter.Output, 20), new(Meter.ReasoningOutput, 150)],
        Text("""{"prompt_tokens":100,"completion_tokens":20,"total_tokens":270,"completion_tokens_details":{"reasoning_tokens":150}}""")!.Quantities);

    [Fact]
    public void FromText_CacheCountsBesideInput_AreKeptApart() => Assert.Equal(
        [
            new(Meter.Input, 10), new(Meter.CacheRead, 900), new(Meter.CacheWrite5Min, 60),
            new(Meter.CacheWrite1Hour, 40), new(Meter.Output, 5),
        ],
        Text("""
            {"input_tokens":10,"output_tokens":5,"cache_read_input_tokens":900,"cache_creation_input_tokens":100,
             "cache_creation":{"ephemeral_5m_input_tokens":60,"ephemeral_1h_input_tokens":40}}
            """)!.Quantities);

    [Fact]
    public void FromText_Audio_HasItsOwnBuckets() => Assert.Equal(
        [new(Meter.Input, 60), new(Meter.Output, 30), new(Meter.AudioInput, 40), new(Meter.AudioOutput, 20)],
        Text("""
            {"prompt_tokens":100,"completion_tokens":50,"prompt_tokens_details":{"audio_tokens":40},
             "completion_tokens_details":{"audio_tokens":20}}
            """)!.Quantities);

    [Fact]
    public void FromText_SameCachedTokensInDetailsAndAtTheTop_AreCountedOnce()
    {
        var usage = Text("""
            {"prompt_tokens":1010,"completion_tokens":5,"total_tokens":1015,"prompt_tokens_details":{"cached_tokens":1000},
             "cache_read_input_tokens":1000}
            """);

        Assert.Equal([new(Meter.Input, 10), new(Meter.CacheRead, 1_000), new(Meter.Output, 5)], usage!.Quantities);
        Assert.False(usage.Estimated);
    }

    [Fact]
    public void FromText_SameCacheWritesInDetailsAndAtTheTop_AreCountedOnce() => Assert.Equal(
        [new(Meter.Input, 10), new(Meter.CacheRead, 3_000), new(Meter.CacheWrite5Min, 1_500), new(Meter.CacheWrite1Hour, 500), new(Meter.Output, 5)],
        Text("""
            {"prompt_tokens":5010,"completion_tokens":5,"total_tokens":5015,
             "prompt_tokens_details":{"cached_tokens":3000,"cache_creation_tokens":2000,"cache_creation_token_details":{"ephemeral_5m_input_tokens":1500,"ephemeral_1h_input_tokens":500}},
             "cache_read_input_tokens":3000,"cache_creation_input_tokens":2000}
            """)!.Quantities);

    [Fact]
    public void FromText_CacheCountsOnlyAtTheTopOfPromptTokens_AreInside() => Assert.Equal(
        [new(Meter.Input, 10), new(Meter.CacheRead, 1_000), new(Meter.Output, 5)],
        Text("""{"prompt_tokens":1010,"completion_tokens":5,"cache_read_input_tokens":1000}""")!.Quantities);

    [Theory]
    [InlineData("""{"prompt_tokens":1010,"completion_tokens":5,"total_tokens":2015,"cache_read_input_tokens":1000}""", 1_010)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"cache_read_input_tokens":1000}""", 10)]
    [InlineData("""{"input_tokens":1010,"output_tokens":5,"total_tokens":1015,"cache_read_input_tokens":1000}""", 10)]
    [InlineData("""{"input_tokens":1010,"output_tokens":5,"cache_read_input_tokens":1000}""", 1_010)]
    [InlineData("""{"input_tokens":1010,"output_tokens":5,"input_tokens_details":{"cached_tokens":1000},"cache_read_input_tokens":1000}""", 10)]
    public void FromText_CacheCountsInsideOrBeside_AreToldByTotalThenDialect(string usage, long input) =>
        Assert.Equal([new(Meter.Input, input), new(Meter.CacheRead, 1_000), new(Meter.Output, 5)], Text(usage)!.Quantities);

    [Fact]
    public void FromText_WholeNumbersWrittenWithAFraction_AreTaken() => Assert.Equal(
        [new(Meter.Input, 12), new(Meter.Output, 7)],
        Text("""{"prompt_tokens":12.0,"completion_tokens":7.0,"total_tokens":19.0}""")!.Quantities);

    [Fact]
    public void FromText_AnyNestingOfAnyBuckets_GivesTheBucketsBack()
    {
        var random = new Random(8);
        for (var i = 0; i < 2_000; i++)
        {
            long Draw(int most) => random.Next(3) == 0 ? 0 : random.Next(1, most);
            var (input, read, written, output, reasoning, audio) = (Draw(5_000) + 1, Draw(20_000), Draw(9_000), Draw(900) + 1, Draw(4_000), Draw(300));
            var (inside, top, beside) = (random.Next(2) == 0, random.Next(2) == 0, random.Next(2) == 0);
            var told = new Dictionary<string, object>
            {
                ["prompt_tokens"] = input + read + written + audio,
                ["completion_tokens"] = output + (beside ? 0 : reasoning),
                ["total_tokens"] = input + read + written + audio + output + reasoning,
                ["completion_tokens_details"] = new { reasoning_tokens = reasoning },
                ["prompt_tokens_details"] = inside
                    ? new Dictionary<string, long> { ["cached_tokens"] = read, ["cache_creation_tokens"] = written, ["audio_tokens"] = audio }
                    : new Dictionary<string, long> { ["audio_tokens"] = audio },
            };
            if (top || !inside)
            {
                told["cache_read_input_tokens"] = read;
                told["cache_creation_input_tokens"] = written;
            }

            var usage = UsageNormaliser.FromText(JsonSerializer.SerializeToElement(told), hasOutput: true)!;

            UsageQuantity[] truth =
            [
                new(Meter.Input, input), new(Meter.CacheRead, read), new(Meter.CacheWrite5Min, written), new(Meter.Output, output),
                new(Meter.ReasoningOutput, reasoning), new(Meter.AudioInput, audio),
            ];
            Assert.Equal(truth.Where(q => q.Quantity > 0), usage.Quantities);
        }
    }

    [Fact]
    public void FromText_AnyNumbersAtAll_GiveNoNegativeBucket()
    {
        var random = new Random(9);
        string[] names = ["prompt_tokens", "input_tokens", "completion_tokens", "output_tokens", "total_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "prompt_cache_hit_tokens"];
        string[] details = ["cached_tokens", "cache_write_tokens", "cache_creation_tokens", "audio_tokens", "reasoning_tokens"];
        var read = 0;
        for (var i = 0; i < 4_000; i++)
        {
            Dictionary<string, object> Some(string[] of, int most) => of.Where(_ => random.Next(2) == 0).ToDictionary(n => n, _ => (object)random.Next(0, most));
            var told = Some(names, 200);
            foreach (var name in (string[])["prompt_tokens_details", "input_tokens_details", "completion_tokens_details"])
                told[name] = Some(details, 50);

            if (UsageNormaliser.FromText(JsonSerializer.SerializeToElement(told), hasOutput: false) is not { } usage) continue;

            read++;
            Assert.All(usage.Quantities, q => Assert.True(q.Quantity > 0));
        }

        Assert.True(read > 100);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"prompt_tokens":5}""")]
    [InlineData("""{"prompt_tokens":-5,"completion_tokens":-7}""")]
    [InlineData("""{"prompt_tokens":"five","completion_tokens":7}""")]
    [InlineData("""{"prompt_tokens":5.5,"completion_tokens":7}""")]
    [InlineData("""{"prompt_tokens":0,"completion_tokens":7}""")]
    [InlineData("""{"prompt_tokens":5,"completion_tokens":0}""")]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4000}}""")]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":-1}}""")]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"completion_tokens_details":{"reasoning_tokens":6}}""")]
    [InlineData("""{"prompt_tokens":99999999999999,"completion_tokens":5}""")]
    [InlineData("""{"prompt_tokens":1e99,"completion_tokens":5}""")]
    public void FromText_MissingOrImpossible_IsNull(string usage) => Assert.Null(Text(usage));

    [Fact]
    public void FromImage_Tokens_AreImageTokens() => Assert.Equal(
        [new(Meter.Input, 50), new(Meter.ImageTokens, 4160)],
        UsageNormaliser.FromImage(Json("""
            {"input_tokens":50,"output_tokens":4160,"total_tokens":4210,"input_tokens_details":{"text_tokens":50,"image_tokens":0}}
            """))!.Quantities);

    [Theory]
    [InlineData("null")]
    [InlineData("""{"input_tokens":-5,"output_tokens":-7}""")]
    [InlineData("""{"input_tokens":10,"output_tokens":5,"input_tokens_details":{"text_tokens":4000}}""")]
    public void FromImage_MissingOrImpossible_IsNull(string usage) => Assert.Null(UsageNormaliser.FromImage(Json(usage)));

    [Fact]
    public void Estimate_Texts_AreCountedAndMarked()
    {
        var usage = UsageNormaliser.Estimate("hello world", "hello");

        Assert.True(usage.Estimated);
        Assert.Equal([new(Meter.Input, 2), new(Meter.Output, 1)], usage.Quantities);
    }

    private static Usage? Text(string usage) => UsageNormaliser.FromText(Json(usage), hasOutput: true);

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
