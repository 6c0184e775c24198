using System.Text.Json.Nodes;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Tests.Pipelines.Definitions;

public sealed class ReviewRuleTests
{
    private static readonly RunValues Values = new()
    {
        Inputs = new JsonObject { ["n"] = 3 },
        Steps = new Dictionary<string, StepValue> { ["check"] = new(null, Score: 0.62, Missing: 0, CostUsd: 0.01m), ["facts"] = new(null, SchemaValid: true) },
    };

    [Theory]
    [InlineData("always", ReviewRuleKind.Always, true)]
    [InlineData("sample 100%", ReviewRuleKind.Sample, true)]
    [InlineData("steps.check.score < 0.75", ReviewRuleKind.Score, true)]
    [InlineData("steps.check.missing > 0", ReviewRuleKind.MissingFacts, false)]
    [InlineData("not steps.facts.schema_valid", ReviewRuleKind.Schema, false)]
    [InlineData("steps.check.cost_usd > 1", ReviewRuleKind.Cost, false)]
    [InlineData("run.cost_usd > 1", ReviewRuleKind.Cost, false)]
    [InlineData("input.n > 2", ReviewRuleKind.Condition, true)]
    public void Applies_EachKindOfRule_LooksAtItsSubject(string text, ReviewRuleKind kind, bool applies)
    {
        var rule = ReviewRule.Parse($" {text} ");

        Assert.Equal((text, kind, applies), (rule.Text, rule.Kind, rule.Applies(Values, "output")));
    }

    [Fact]
    public void Applies_ASample_IsTheSameForTheSameKey()
    {
        var rule = ReviewRule.Parse("sample 50%");

        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(rule.Applies(Values, $"{i}"), rule.Applies(Values, $"{i}")));
    }

    [Theory]
    [InlineData("sample 5%", 5)]
    [InlineData("sample 12.5 %", 12.5)]
    public void Applies_ASample_TakesItsShareOfManyKeys(string text, double percent)
    {
        var rule = ReviewRule.Parse(text);

        var share = Enumerable.Range(0, 20_000).Count(i => rule.Applies(Values, $"output-{i}")) / 200.0;

        Assert.InRange(share, percent - 1, percent + 1);
    }

    [Theory]
    [InlineData("sample")]
    [InlineData("sample 5")]
    [InlineData("sample 0%")]
    [InlineData("sample 101%")]
    [InlineData("sample -5%")]
    [InlineData("sample five%")]
    public void Parse_NoShare_IsRefused(string text) =>
        Assert.Equal($"'{text}' is not a share.", Assert.Throws<ExpressionException>(() => ReviewRule.Parse(text)).Problem);

    [Theory]
    [InlineData("always", "Every output of this pipeline is reviewed.")]
    [InlineData("sample 2.5%", "Drawn at random: 2.5 % of the outputs are reviewed.")]
    [InlineData("steps.check.score < 0.75", "The step check scored 0.62 of 1.")]
    [InlineData("input.gone == 1", "There is no value at input.gone.")]
    public void Explain_ARule_SaysWhyForTheReviewer(string text, string reason) =>
        Assert.Equal(reason, ReviewRule.Parse(text).Explain(Values));
}
