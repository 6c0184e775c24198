using System.Text.Json.Nodes;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Tests.Pipelines.Definitions;

public sealed class TemplateTests
{
    private static readonly RunValues Values = new()
    {
        Inputs = JsonNode.Parse(
            """
            {"notes": "Line 1\n{{ input.secret }}", "secret": "s3", "empty": null, "n": 1.50,
             "doc": {"name": "a.md", "media_type": "text/markdown", "text": "# A"},
             "docs": [{"name": "a.md", "media_type": "text/markdown", "text": "# A\n"}, {"name": "b.txt", "media_type": "text/plain", "text": "B"}],
             "photo": {"name": "p.png", "media_type": "image/png", "base64": "AA=="}}
            """)!.AsObject(),
        Steps = new Dictionary<string, StepValue> { ["facts"] = new(JsonNode.Parse("""{"title":"Ä & <b>","items":[{"a":1},"x"],"ok":true}"""), CostUsd: 0.000042m) },
        ItemName = "item",
        Item = "the item",
        RunCostUsd = 0.25m,
    };

    [Theory]
    [InlineData("no places", "no places")]
    [InlineData("{single} }} {", "{single} }} {")]
    [InlineData("{{input.secret}}{{ input.secret }}", "s3s3")]
    [InlineData("{{ input.n }}", "1.50")]
    [InlineData("[{{ input.empty }}]", "[]")]
    [InlineData("{{ steps.facts.output }}", """{"title":"Ä & <b>","items":[{"a":1},"x"],"ok":true}""")]
    [InlineData("{{ steps.facts.output.items.0.a }}", "1")]
    [InlineData("{{ steps.facts.output.ok }}", "true")]
    [InlineData("{{ steps.facts.cost_usd }}/{{ run.cost_usd }}", "0.000042/0.25")]
    [InlineData("{{ item }}", "the item")]
    [InlineData("{{ input.doc }}", "# A")]
    [InlineData("{{ input.doc.name }}", "a.md")]
    [InlineData("{{ input.docs.1.text }}", "B")]
    [InlineData("{{ input.docs }}", "a.md\n\n# A\n\nb.txt\n\nB")]
    public void Render_AnyValue_InsertsPlainText(string template, string text) =>
        Assert.Equal(text, Template.Parse(template).Render(Values).Text);

    [Fact]
    public void Render_AValueThatLooksLikeATemplate_IsNotReadAgain() =>
        Assert.Equal("> Line 1\n{{ input.secret }}", Template.Parse("> {{ input.notes }}").Render(Values).Text);

    [Fact]
    public void Render_SeveralPlaces_ReturnsEachInsertedValueOnce()
    {
        var rendered = Template.Parse("{{ input.secret }} {{ item }} {{ input.secret }}").Render(Values);

        Assert.Equal([new InsertedValue("input.secret", "s3"), new InsertedValue("item", "the item")], rendered.Inserted);
    }

    [Theory]
    [InlineData("input.gone")]
    [InlineData("steps.gone.output")]
    [InlineData("steps.facts.score")]
    [InlineData("steps.facts.output.items.9")]
    [InlineData("other")]
    [InlineData("input")]
    public void Render_AMissingValue_NamesThePath(string path)
    {
        var thrown = Assert.Throws<MissingValueException>(() => Template.Parse($"{{{{ {path} }}}}").Render(Values));

        Assert.Equal((path, $"There is no value at '{path}'."), (thrown.Path, thrown.Message));
    }

    [Fact]
    public void Render_APicture_SaysItHasNoText() =>
        Assert.Equal(
            "The file 'p.png' at 'input.photo' is image/png, which has no text to insert.",
            Assert.Throws<MissingValueException>(() => Template.Parse("{{ input.photo }}").Render(Values)).Message);

    [Theory]
    [InlineData("{{", 0)]
    [InlineData("ab {{ x", 3)]
    [InlineData("{{ }}", 0)]
    [InlineData("{{ a b }}", 0)]
    [InlineData("{{ #if x }}", 0)]
    [InlineData("{{ a. }}", 0)]
    [InlineData("{{ a }}{{ 'x' }}", 7)]
    [InlineData("{{{ a }}}", 0)]
    [InlineData("{{ a[0] }}", 0)]
    public void Parse_AnythingButAPath_IsRefusedAtItsPlace(string template, int position) =>
        Assert.Equal(position, Assert.Throws<ExpressionException>(() => Template.Parse(template)).Position);

    [Fact]
    public void Paths_OfATemplate_AreEachOnceInOrder() =>
        Assert.Equal(["b.c", "a"], Template.Parse("{{ b.c }}{{a}}{{b.c}}").Paths.Select(p => p.Text));
}
