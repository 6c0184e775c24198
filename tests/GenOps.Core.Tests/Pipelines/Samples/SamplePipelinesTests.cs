using System.Text.Json.Nodes;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Pipelines.Definitions.Reading;
using GenOps.Core.Pipelines.Samples;
using NJsonSchema;

namespace GenOps.Core.Tests.Pipelines.Samples;

public sealed class SamplePipelinesTests
{
    public static TheoryData<string> Names => [.. SamplePipelines.All.Select(s => s.Name)];

    private static SamplePipeline Sample(string name) => SamplePipelines.All.Single(s => s.Name == name);

    [Fact]
    public void All_Always_HoldsTheThreeOfTheIssue() =>
        Assert.Equal(["release-announcement", "invoice-extraction", "support-reply"], SamplePipelines.All.Select(s => s.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Validate_ASample_FindsNoProblem(string name) =>
        Assert.Empty(PipelineDefinition.Validate(Sample(name).Yaml).Problems);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Yaml_OfASample_KeepsThePublishedSchema(string name)
    {
        var schema = await JsonSchema.FromJsonAsync(PipelineSchema.Json);
        var json = YamlTree.Load(Sample(name).Yaml, new ProblemList(""))!.ToJson()!;

        Assert.Empty(schema.Validate(json.ToJsonString()));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name":"a","steps":[]}""")]
    [InlineData("""{"name":"a","steps":[{"id":"b"}]}""")]
    [InlineData("""{"name":"a","steps":[{"id":"b","prompt":{"template":"c","tear":"small"}}]}""")]
    [InlineData("""{"name":"a","steps":[{"id":"b","prompt":{"template":"c"},"judge":{"of":"b","rubric":"d"}}]}""")]
    [InlineData("""{"name":"a","input":{"n":"number?"},"steps":[{"id":"b","prompt":{"template":"c"}}]}""")]
    public async Task Json_OfTheSchema_RefusesWhatIsWrong(string wrong)
    {
        var schema = await JsonSchema.FromJsonAsync(PipelineSchema.Json);

        Assert.NotEmpty(schema.Validate(wrong));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ExampleInputs_OfASample_BindAgainToThemselves(string name)
    {
        var sample = Sample(name);

        var bound = InputBinder.Bind(PipelineDefinition.Parse(sample.Yaml), InputValue.FromJson(sample.ExampleInputs));

        Assert.True(JsonNode.DeepEquals(sample.ExampleInputs, bound), bound.ToJsonString());
    }

    [Fact]
    public void ReleaseAnnouncement_ItsReview_TakesEveryOutput()
    {
        var definition = PipelineDefinition.Parse(Sample("release-announcement").Yaml);

        Assert.Contains(definition.Steps.OfType<ReviewStep>().Single().Rules, r => r.Kind == ReviewRuleKind.Always);
    }

    [Fact]
    public void ReleaseAnnouncement_NotesAlone_AreEnough()
    {
        var definition = PipelineDefinition.Parse(Sample("release-announcement").Yaml);

        var bound = InputBinder.Bind(definition, new Dictionary<string, InputValue> { ["notes"] = new InputValue.File("CHANGELOG.md", null, "# 1.0\nNew."u8.ToArray()) });

        Assert.Equal("""{"notes":"# 1.0\nNew.","product":"","tone":"matter-of-fact"}""", bound.ToJsonString());
    }

    [Fact]
    public void InvoiceExtraction_ItsMaps_ShareTheirDocuments()
    {
        var definition = PipelineDefinition.Parse(Sample("invoice-extraction").Yaml);

        Assert.True(StepGraph.Of(definition).SameFamily("extract", "check"));
        Assert.Equal("extract", definition.Outputs.Single().Per);
        Assert.Equal(3, Sample("invoice-extraction").ExampleInputs["documents"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("release-announcement", "posts,banner|facts", "facts,posts,banner,sizes,check,sign_off,website")]
    [InlineData("invoice-extraction", "", "extract,check,doubtful,table")]
    [InlineData("support-reply", "", "draft,check,sign_off,reply")]
    public void Order_OfASample_IsTheOrderOfReading(string name, string independent, string order)
    {
        var graph = StepGraph.Of(PipelineDefinition.Parse(Sample(name).Yaml));

        Assert.Equal(order, string.Join(',', graph.Order));
        foreach (var id in independent.Split('|')[0].Split(',', StringSplitOptions.RemoveEmptyEntries))
            Assert.Equal(independent.Split('|')[1], string.Join(',', graph.DependenciesOf(id)));
    }
}
