using System.Text.Json.Nodes;
using GenOps.Core.Calls;
using GenOps.Core.Inference;
using GenOps.Core.Runs;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.FakeProvider;
using GenOps.Testing;

namespace GenOps.Core.Tests.Inference.Protocol;

/// <summary>What an answer says of its model, its tier and its use, and what is booked for it.</summary>
public abstract class CallPricingTests(DatabaseKind kind)
{
    private const string Pipeline = """
        name: priced
        cost_centre: marketing
        input: { notes: text }
        steps:
          - id: text
            prompt: { tier: small, max_output_tokens: 60, template: "Shorten: {{ input.notes }}" }
        outputs:
          - name: text
            artifacts: [text]
        """;

    [Fact]
    public async Task Answer_OfALargerModel_CostsWhatThatModelCosts()
    {
        await using var engine = await EngineFixture.StartAsync(kind);

        var call = await CallAsync(engine, """{"model":"gpt-4.1","usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}}""");

        Assert.Equal(("gpt-4o-mini", "gpt-4.1", "default"), (call.Model, call.AnsweredModel, call.ServiceTier));
        Assert.Equal((PricingState.Priced, 2_800_000L), (call.Pricing, call.CostNanos!.Value));
        Assert.Equal(new Money(2_800_000), await engine.LedgerAsync(call.RunId));
    }

    [Theory]
    [InlineData("gpt-4o-mini-2024-07-18", "default", 210_000L)]
    [InlineData("openai/gpt-4o-mini", "standard", 210_000L)]
    [InlineData("gpt-4o-mini", "priority", 350_000L)]
    [InlineData("gpt-5-mini", "flex", 225_000L)]
    public async Task Answer_OfANameAndATier_CostsWhatTheseCost(string model, string tier, long nanos)
    {
        await using var engine = await EngineFixture.StartAsync(kind);

        var call = await CallAsync(
            engine, $$"""{"usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100},"model":"{{model}}","service_tier":"{{tier}}"}""");

        Assert.Equal((model, tier, nanos), (call.AnsweredModel, call.ServiceTier, call.CostNanos));
    }

    [Theory]
    [InlineData("gpt-4o-mini", "flex", "service tier flex")]
    [InlineData("house-special-7", "default", "house-special-7")]
    public async Task Answer_OfANameOrTierWithoutAPrice_IsUnpricedByName(string model, string tier, string named)
    {
        await using var engine = await EngineFixture.StartAsync(kind);

        var call = await CallAsync(engine, $$"""{"model":"{{model}}","service_tier":"{{tier}}"}""");

        Assert.Equal((PricingState.Unpriced, (long?)null), (call.Pricing, call.CostNanos));
        Assert.Contains(named, call.UnpricedUse, StringComparison.Ordinal);
        Assert.Equal(Money.Zero, await engine.LedgerAsync(call.RunId));
    }

    [Fact]
    public async Task Answer_WithOneBucketWithoutAPrice_BooksTheRestAndNamesIt()
    {
        await using var engine = await EngineFixture.StartAsync(kind);

        var call = await CallAsync(
            engine, """{"usage":{"prompt_tokens":1040,"completion_tokens":100,"total_tokens":1140,"prompt_tokens_details":{"audio_tokens":40}}}""");

        Assert.Equal("PartlyPriced", call.Pricing.ToString());
        Assert.Equal(210_000, call.CostNanos);
        Assert.Contains("40 audio tokens in", call.UnpricedUse, StringComparison.Ordinal);
        Assert.Equal(new Money(210_000), await engine.LedgerAsync(call.RunId));
    }

    private static async Task<ModelCall> CallAsync(EngineFixture engine, string say)
    {
        await engine.Provider.ControlAsync(new FakeControl { Say = JsonNode.Parse(say)!.AsObject() });
        var (run, state) = await engine.RunAsync(Pipeline, ("notes", "Search is faster now."));
        Assert.Equal(RunState.Succeeded, state);
        return Assert.Single(await engine.CallsAsync(run));
    }
}

public sealed class CallPricingOnSqlite() : CallPricingTests(DatabaseKind.Sqlite);

public sealed class CallPricingOnPostgres() : CallPricingTests(DatabaseKind.Postgres);
