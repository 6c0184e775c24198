using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Tests.Pipelines.Definitions;

public sealed class StepGraphTests
{
    private static readonly StepGraph Graph = StepGraph.Of(PipelineDefinition.Parse(
        """
        name: graph
        input: { notes: text, docs: files }
        steps:
          - { id: facts, prompt: { template: "{{ input.notes }}", schema: { type: object, properties: { tags: { type: array, items: { type: string } } } } } }
          - { id: note, prompt: { template: "no step is named here" } }
          - { id: posts, map: { over: steps.facts.output.tags }, prompt: { template: "{{ item }}" } }
          - { id: short, map: { over: steps.posts.output }, prompt: { template: "{{ item }}" } }
          - { id: other, map: { over: steps.short.output }, prompt: { template: "{{ steps.posts.output }}" } }
          - { id: reads, map: { over: input.docs, as: doc }, needs: [note], prompt: { template: "{{ doc }}" } }
          - { id: banner, needs: [facts], image: { prompt: "A banner" } }
          - { id: small, when: "steps.note.cost_usd < 1", transform: { source: steps.banner.output, resize: 10x10, tags: steps.facts.output.tags } }
          - { id: check, judge: { of: [posts], rubric: "{{ steps.facts.output }}" } }
          - { id: publish_early, publish: { artifacts: [small] } }
          - { id: sign_off, review: { of: [posts, small], when: "steps.check.score < 1" } }
        """));

    [Theory]
    [InlineData("facts", "")]
    [InlineData("note", "facts")]
    [InlineData("posts", "facts")]
    [InlineData("short", "posts")]
    [InlineData("other", "posts,short")]
    [InlineData("reads", "note")]
    [InlineData("banner", "facts")]
    [InlineData("small", "facts,note,banner")]
    [InlineData("check", "facts,posts")]
    [InlineData("sign_off", "posts,small,check")]
    [InlineData("publish_early", "small,sign_off")]
    public void DependenciesOf_AStep_AreWhatItNamesElseTheStepAbove(string id, string expected) =>
        Assert.Equal(expected, string.Join(',', Graph.DependenciesOf(id)));

    [Fact]
    public void DependentsOf_AStep_AreTheOnesThatWaitForIt() =>
        Assert.Equal(["short", "other", "check", "sign_off"], Graph.DependentsOf("posts"));

    [Fact]
    public void Order_OfAllSteps_PutsEachAfterItsDependencies()
    {
        Assert.Equal(11, Graph.Order.Count);
        foreach (var id in Graph.Order)
            Assert.All(Graph.DependenciesOf(id), d => Assert.True(Graph.Order.ToList().IndexOf(d) < Graph.Order.ToList().IndexOf(id)));
        Assert.Equal(["sign_off", "publish_early"], Graph.Order.TakeLast(2));
    }

    [Theory]
    [InlineData("facts", null)]
    [InlineData("posts", "steps.facts.output.tags")]
    [InlineData("short", "steps.facts.output.tags")]
    [InlineData("other", "steps.facts.output.tags")]
    [InlineData("reads", "input.docs")]
    public void FamilyOf_AStep_IsTheListItsItemsComeFrom(string id, string? family) =>
        Assert.Equal(family, Graph.FamilyOf(id));

    [Fact]
    public void SameFamily_StepsWithoutMaps_AreNotInOne()
    {
        Assert.False(Graph.SameFamily("facts", "note"));
        Assert.False(Graph.SameFamily("posts", "reads"));
        Assert.True(Graph.SameFamily("posts", "other"));
    }
}
