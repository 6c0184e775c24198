using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Demonstration;

/// <summary>A version that runs take.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Plan">As it is told.</param>
/// <param name="Definition">As its row says.</param>
/// <param name="Contents">What its runs read and make.</param>
internal sealed record DemoVersion(PipelineVersion Row, DemoVersionPlan Plan, PipelineDefinition Definition, DemoContents Contents)
{
    /// <summary>The words of the steps' kinds, in their order.</summary>
    public IReadOnlyList<string> Kinds { get; } = [.. Definition.Steps.Select(s => s.Kind.Word())];
}

/// <summary>A pipeline with what was active when.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Plan">As it is told.</param>
/// <param name="Active">Which version was active from when, in order.</param>
internal sealed record DemoPipeline(Pipeline Row, DemoPipelinePlan Plan, IReadOnlyList<(DateTime From, DemoVersion Version)> Active)
{
    /// <summary>The version that was active at a time; the first before any was.</summary>
    public DemoVersion At(DateTime at)
    {
        for (var i = Active.Count - 1; i > 0; i--)
        {
            if (Active[i].From <= at) return Active[i].Version;
        }

        return Active[0].Version;
    }
}
