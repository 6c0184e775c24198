using GenOps.Core.Runs.Standing;
using GenOps.Core.Runs.Starting;

namespace GenOps.Core.Desk.Runs;

/// <summary>Tells of a run that was just started what <see cref="RunDetailQuery"/> would read, without reading it back.</summary>
public static class StartedRunDetail
{
    /// <summary>The run before anything worked on it: it cost nothing, waits for nothing, and only a provider's pause can be in its way.</summary>
    public static RunDetail Of(StartedRun started)
    {
        var (run, script) = (started.Run, started.Prepared.Script);
        return new RunDetail
        {
            Id = run.Id,
            Pipeline = script.PipelineName,
            PipelineId = run.PipelineId,
            Version = script.Number,
            VersionId = run.VersionId,
            State = run.State,
            CostNanoUsd = 0,
            UnpricedCalls = 0,
            Money = run.Money,
            CostCentre = run.CostCentre,
            Trigger = run.Trigger,
            TriggeredBy = run.TriggeredBy,
            TriggeredAt = run.TriggeredAt,
            Priority = run.Priority,
            Standing = RunStanding.Working,
            RerunOf = run.RerunOf,
            Holds = [.. started.Holds.Select(HoldDetail.Of)],
            Steps = [.. started.Steps.Select(s => StepDetail.Of(s, null, 0, []))],
            Outputs = [],
            OpenReviews = [],
        };
    }
}
