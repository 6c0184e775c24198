using GenOps.Core.Calls;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Tests.Pipelines.Definitions;

public sealed class PipelineDefinitionTests
{
    private const string Announcement = """
        name: release-announcement
        description: Release notes to a reviewed announcement kit
        cost_centre: marketing
        assumptions: { baseline_minutes: 90, labour_rate: 65 USD/h, value_per_output: 120.50 USD }
        input:
          notes: text
          product: { type: text, label: Product name, help: As customers know it, default: GenOps }
          tone: { type: choice, choices: [plain, warm], required: false }
        steps:
          - id: facts
            prompt:
              tier: small
              template: |
                What is new?
                {{ input.notes }}
              schema:
                type: object
                properties:
                  version: { type: string }
                  highlights: { type: array, items: { type: string } }
          - id: posts
            map: { over: steps.facts.output.highlights, as: highlight, concurrency: 2 }
            prompt: { model: local/llama, template: "{{ input.product }}: {{ highlight }}" }
          - id: banner
            needs: [facts]
            image: { prompt: "A banner for {{ input.product }}", size: 1024x512 }
          - id: sizes
            transform: { source: steps.banner.output, resize: [1200x630, 1080x1080, 400x400], format: webp, tags: [release] }
          - id: check
            judge: { of: [posts], rubric: "Every claim is in the notes." }
          - id: sign_off
            review: { of: [posts, sizes], when: ["steps.check.score < 0.75", "sample 5%"] }
          - id: out
            publish: { channel: website, artifacts: [posts, sizes] }
        outputs:
          - name: kit
            artifacts: [posts, sizes]
        """;

    [Fact]
    public void Parse_ThePipelineOfTheDesign_ReadsEveryField()
    {
        var definition = PipelineDefinition.Parse(Announcement);

        Assert.Equal("release-announcement", definition.Name);
        Assert.Equal("marketing", definition.CostCentre);
        Assert.Equal(new AssumptionSeeds(90, Money.FromUsd(65), Money.FromUsd(120.5m)), definition.Assumptions);
        Assert.Equal(["notes", "product", "tone"], definition.Inputs.Select(i => i.Name));
        Assert.Equal([true, false, false], definition.Inputs.Select(i => i.Required));
        Assert.Equal("Product name", definition.Inputs[1].Label);
        Assert.Equal("GenOps", definition.Inputs[1].Default!.GetValue<string>());
        Assert.Equal(["plain", "warm"], definition.Inputs[2].Choices);
        Assert.Equal(
            [StepKind.Prompt, StepKind.Prompt, StepKind.Image, StepKind.Transform, StepKind.Judge, StepKind.Review, StepKind.Publish],
            definition.Steps.Select(s => s.Kind));
        var output = Assert.Single(definition.Outputs);
        Assert.Equal("kit", output.Name);
        Assert.Null(output.Per);
        Assert.Equal(["posts", "sizes"], output.Artifacts);
    }

    [Fact]
    public void Parse_StepsWithoutOptions_HaveTheDefaults()
    {
        var definition = PipelineDefinition.Parse(Announcement);

        var facts = (PromptStep)definition.Step("facts");
        Assert.Equal(new ModelChoice(Tier.Small, null), facts.Model);
        Assert.Equal(1024, facts.MaxOutputTokens);
        Assert.Equal(2, facts.Repairs);
        Assert.Equal(InvalidAnswerPolicy.Fail, facts.OnInvalid);
        Assert.Null(facts.Temperature);
        Assert.Equal("What is new?\n{{ input.notes }}\n", facts.Template.Text);
        Assert.Equal("array", facts.Schema!["properties"]!["highlights"]!["type"]!.GetValue<string>());
        Assert.Equal(10, facts.Line);
        var posts = (PromptStep)definition.Step("posts");
        Assert.Equal(new ModelChoice(Tier.Standard, "local/llama"), posts.Model);
        Assert.Equal("highlight", posts.Map!.As);
        Assert.Equal(2, posts.Map.Concurrency);
        var banner = (ImageStep)definition.Step("banner");
        Assert.Equal(new PixelSize(1024, 512), banner.Size);
        Assert.Equal(Tier.Image, banner.Model.Tier);
        var sizes = (TransformStep)definition.Step("sizes");
        Assert.Equal([new PixelSize(1200, 630), new PixelSize(1080, 1080), new PixelSize(400, 400)], sizes.Resize);
        Assert.Equal(ImageFormat.Webp, sizes.Format);
        Assert.Equal(["release"], sizes.Tags!.Literal);
        Assert.Equal(["Reviewer"], ((ReviewStep)definition.Step("sign_off")).Roles);
        Assert.Equal(PublishFormat.Files, ((PublishStep)definition.Step("out")).Format);
    }

    [Fact]
    public void Parse_NoOutputs_DeliversWhatIsPublished()
    {
        var definition = PipelineDefinition.Parse(
            """
            name: tiny
            input: { notes: text }
            steps:
              - id: text
                prompt: { template: "Sum up: {{ input.notes }}" }
              - id: out
                publish: { artifacts: [text] }
            """);

        var output = Assert.Single(definition.Outputs);
        Assert.Equal(("result", null), (output.Name, output.Per));
        Assert.Equal(["text"], output.Artifacts);
        Assert.Equal("folder", ((PublishStep)definition.Step("out")).Channel);
    }

    [Fact]
    public void Parse_ReviewWithoutRules_ReviewsAlways()
    {
        var definition = PipelineDefinition.Parse(
            """
            name: tiny
            steps:
              - { id: text, prompt: { template: Tell a joke. } }
              - { id: look, review: { of: text } }
            """);

        Assert.Equal([ReviewRule.Always], ((ReviewStep)definition.Step("look")).Rules);
    }

    [Fact]
    public void Parse_InvalidText_ThrowsWithEveryProblem()
    {
        var thrown = Assert.Throws<InvalidDefinitionException>(() => PipelineDefinition.Parse("name: Bad Name\nsteps: []"));

        Assert.Equal(2, thrown.Problems.Count);
        Assert.Contains("Line 1, column 7 (name): 'Bad Name' is not a name for a pipeline.", thrown.Message);
    }

    [Fact]
    public void ContentHash_CommentsKeyOrderAndAssumptions_ChangeNothing()
    {
        var one = PipelineDefinition.Parse("name: tiny\nsteps:\n  - { id: text, prompt: { template: Hi., tier: small } }\n");
        var two = PipelineDefinition.Parse("# by hand\nsteps:\n  - id: text\n    prompt:\n      tier: small # cheap\n      template: 'Hi.'\nassumptions: { baseline_minutes: 3 }\nname: tiny\n");

        Assert.Equal(one.ContentHash, two.ContentHash);
        Assert.Matches("^[0-9a-f]{64}$", one.ContentHash);
        Assert.Equal("""{"name":"tiny","steps":[{"id":"text","prompt":{"template":"Hi.","tier":"small"}}]}""", one.CanonicalText);
    }

    [Theory]
    [InlineData("name: tiny\nsteps:\n  - { id: text, prompt: { template: Hi!, tier: small } }\n")]
    [InlineData("name: tiny\nsteps:\n  - { id: text, prompt: { template: Hi., tier: frontier } }\n")]
    [InlineData("name: tiny\nsteps:\n  - { id: other, prompt: { template: Hi., tier: small } }\n")]
    public void ContentHash_AnyOtherChange_ChangesIt(string yaml) =>
        Assert.NotEqual(
            PipelineDefinition.Parse("name: tiny\nsteps:\n  - { id: text, prompt: { template: Hi., tier: small } }\n").ContentHash,
            PipelineDefinition.Parse(yaml).ContentHash);
}
