using System.Text.Json.Nodes;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Tests.Pipelines.Definitions;

public sealed class ConditionTests
{
    private static readonly RunValues Values = new()
    {
        Inputs = JsonNode.Parse("""{"n": 3, "x": 0.1, "text": "abc", "yes": true, "none": null, "list": [1], "obj": {}}""")!.AsObject(),
        Steps = new Dictionary<string, StepValue> { ["check"] = new(null, Score: 0.62, Missing: 2, CostUsd: 0.000042m), ["facts"] = new("x", SchemaValid: false) },
        RunCostUsd = 0.5m,
    };

    [Theory]
    [InlineData("input.n == 3", true)]
    [InlineData("input.n==3.0", true)]
    [InlineData("input.n != 3", false)]
    [InlineData("input.n < 3", false)]
    [InlineData("input.n <= 3", true)]
    [InlineData("input.n > -1", true)]
    [InlineData("input.n >= 3.5", false)]
    [InlineData("3 < input.n", false)]
    [InlineData("input.x == 0.1", true)]
    [InlineData("input.text == 'abc'", true)]
    [InlineData("input.text == \"abc\"", true)]
    [InlineData("input.text < 'abd'", true)]
    [InlineData("input.yes", true)]
    [InlineData("not input.yes", false)]
    [InlineData("input.yes == false", false)]
    [InlineData("input.none == 'x'", false)]
    [InlineData("input.none != 3", true)]
    [InlineData("steps.check.score < 0.75", true)]
    [InlineData("steps.check.missing > 0 and steps.check.score > 0.9", false)]
    [InlineData("steps.check.cost_usd == 0.000042", true)]
    [InlineData("run.cost_usd >= 0.5", true)]
    [InlineData("not steps.facts.schema_valid", true)]
    [InlineData("true or false and false", true)]
    [InlineData("(true or false) and false", false)]
    [InlineData("not true or true", true)]
    [InlineData("not (true or true)", false)]
    [InlineData("not not true", true)]
    [InlineData("(input.n == 3) == true", true)]
    [InlineData("true or input.gone == 1", true)]
    [InlineData("false and input.gone == 1", false)]
    public void Evaluate_AnyExpression_IsDecided(string text, bool expected) =>
        Assert.Equal(expected, Condition.Parse(text).Evaluate(Values));

    [Theory]
    [InlineData("input.n == '3'", "'input.n == '3'' cannot be decided: input.n is a number and '3' is a text.")]
    [InlineData("input.none < 3", "'input.none < 3' cannot be decided: input.none is empty and 3 is a number.")]
    [InlineData("input.yes < true", "'input.yes < true' cannot be decided: input.yes is true or false and true is true or false.")]
    [InlineData("input.list == 1", "input.list is a list, which cannot be compared. Name a value inside it.")]
    [InlineData("input.obj == 1", "input.obj is an object, which cannot be compared. Name a value inside it.")]
    [InlineData("input.n", "input.n is a number, where true or false is needed. Compare it with something.")]
    [InlineData("input.text and true", "input.text is a text, where true or false is needed. Compare it with something.")]
    public void Evaluate_KindsThatDoNotFit_SaysWhich(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ConditionException>(() => Condition.Parse(text).Evaluate(Values)).Message);

    [Fact]
    public void Evaluate_AMissingValue_NamesThePath() =>
        Assert.Equal("input.gone", Assert.Throws<MissingValueException>(() => Condition.Parse("input.gone == 1").Evaluate(Values)).Path);

    [Theory]
    [InlineData("", 0, "The condition is empty.")]
    [InlineData("a <", 3, "The condition ends too early.")]
    [InlineData("a < b < c", 6, "'<' does not belong here.")]
    [InlineData("a b", 2, "'b' does not belong here.")]
    [InlineData("(a", 2, "The condition ends too early.")]
    [InlineData("a)", 1, "')' does not belong here.")]
    [InlineData("a = 1", 2, "'=' is not an operator here.")]
    [InlineData("a + 1 > 2", 2, "'+' has no meaning in a condition.")]
    [InlineData("a && b", 2, "'&' has no meaning in a condition.")]
    [InlineData("len(a) > 1", 3, "'(' does not belong here.")]
    [InlineData("a == 'x", 5, "A text that begins with ' is not closed.")]
    [InlineData("1.2.3 == a", 0, "'1.2.3' is not a number.")]
    [InlineData("a..b == 1", 0, "'a..b' is not a path.")]
    [InlineData("3 and a", 2, "3 is neither true nor false.")]
    [InlineData("'x'", 0, "'x' is neither true nor false.")]
    public void Parse_AnythingElse_IsRefusedAtItsPlace(string text, int position, string problem)
    {
        var thrown = Assert.Throws<ExpressionException>(() => Condition.Parse(text));

        Assert.Equal((position, problem), (thrown.Position, thrown.Problem));
    }

    [Theory]
    [InlineData("(")]
    [InlineData("not ")]
    public void Parse_DeepNesting_IsRefused(string opening) =>
        Assert.Equal("The condition is nested deeper than 32.", Assert.Throws<ExpressionException>(() => Condition.Parse(string.Concat(Enumerable.Repeat(opening, 400)))).Problem);

    [Fact]
    public void Parse_AnEndlessCondition_IsRefused() =>
        Assert.StartsWith("The condition is longer than", Assert.Throws<ExpressionException>(() => Condition.Parse(string.Join(" or ", Enumerable.Repeat("a", 1000)))).Problem);

    [Fact]
    public void Explain_ACondition_GivesItsValues() =>
        Assert.Equal("steps.check.score is 0.62, input.gone is missing, input.none is empty", Condition.Parse("steps.check.score < 1 or input.gone == 1 or input.none == 1").Explain(Values));
}
