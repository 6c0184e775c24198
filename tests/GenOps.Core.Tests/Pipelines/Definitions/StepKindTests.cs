using System.Text.Json.Nodes;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Steps;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Tests.Pipelines.Definitions;

/// <summary>A kind of step is its declaration, its reader, its worker and its part of the schema; none may be forgotten.</summary>
public sealed class StepKindTests
{
    public static TheoryData<StepKind> Kinds => new(Enum.GetValues<StepKind>());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Declared_EachKind_HasTheKeysOfTheSchema(StepKind kind)
    {
        var step = JsonNode.Parse(PipelineSchema.Json)!["definitions"]!["step"]!;
        var section = step["properties"]![kind.Word()]!;

        Assert.Equal(section["properties"]!.AsObject().Select(p => p.Key).Order(), StepKinds.Declared[kind].Keys.Order());
        Assert.Contains(step["oneOf"]!.AsArray(), one => one!["required"]![0]!.ToString() == kind.Word());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AddGenOpsRuns_EachKind_HasOneWorker(StepKind kind)
    {
        var services = new ServiceCollection().AddGenOpsRuns(new ConfigurationBuilder().Build());

        var workers = services.Where(s => s.ServiceType == typeof(IStepKind)).Select(s => s.ImplementationType!.Name);

        Assert.Single(workers, name => name == $"{kind}StepKind");
    }

    [Fact]
    public void ActsOnOutputs_WhatGivesNoResult_IsWhatActsOnOutputs()
    {
        const string Yaml = """
            name: kinds
            steps:
              - id: text
                prompt: { template: "Write." }
              - id: judged
                judge: { of: [text], rubric: "Good?" }
              - id: seen
                review: { of: [text] }
              - id: out
                publish: { artifacts: [text] }
            """;

        var steps = PipelineDefinition.Parse(Yaml).Steps;

        Assert.Equal(["seen", "out"], steps.Where(s => s.ActsOnOutputs).Select(s => s.Id));
        Assert.All(steps, s => Assert.Equal(s.ActsOnOutputs, s.Result is null));
        Assert.Equal(["text"], steps.Where(s => s.MakesParts).Select(s => s.Id));
        Assert.Equal(["text", "judged"], steps.Where(s => s.Models.Count > 0).Select(s => s.Id));
    }
}
