using System.Text.Json;
using GenOps.Core.Inference;

namespace GenOps.Core.Tests.Inference;

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

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"prompt_tokens":5}""")]
    [InlineData("""{"prompt_tokens":-5,"completion_tokens":-7}""")]
    [InlineData("""{"prompt_tokens":"5","completion_tokens":7}""")]
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
