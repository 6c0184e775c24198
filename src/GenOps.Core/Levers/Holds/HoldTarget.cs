namespace GenOps.Core.Levers.Holds;

/// <summary>What an operator pauses.</summary>
public abstract record HoldTarget
{
    private HoldTarget()
    {
    }

    /// <summary>A pipeline: it takes no new runs.</summary>
    /// <param name="Id">The pipeline.</param>
    /// <param name="RunsUnderWay">Whether its active runs stop too, at their next step.</param>
    public sealed record OfPipeline(PipelineId Id, bool RunsUnderWay) : HoldTarget;

    /// <summary>One run, at its next step.</summary>
    public sealed record OfRun(RunId Id) : HoldTarget;

    /// <summary>One step of a run, before it begins; of a mapped step that has begun, its items that have not.</summary>
    public sealed record OfStep(RunId Run, string StepId) : HoldTarget;

    /// <summary>One provider: no call to it is sent.</summary>
    public sealed record OfProvider(string Name) : HoldTarget;
}
