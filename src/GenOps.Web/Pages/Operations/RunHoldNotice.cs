using GenOps.Core;
using GenOps.Core.Calls;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Runs;

namespace GenOps.Web.Pages.Operations;

/// <summary>A pause as a run's page tells of it; one for all items of a mapped step that were paused together.</summary>
/// <param name="What">What is paused, the beginning of a sentence.</param>
/// <param name="Hold">The first of its holds.</param>
/// <param name="Target">What to resume.</param>
/// <param name="ResumeLabel">What the button does, for people who do not see it beside its text.</param>
/// <param name="Doubt">The call in doubt that it waits for; null when it waits for a person to resume it.</param>
public sealed record RunHoldNotice(string What, HoldDetail Hold, HoldTarget Target, string ResumeLabel, CallDetail? Doubt)
{
    /// <summary>The pauses that concern a run, oldest first.</summary>
    public static IReadOnlyList<RunHoldNotice> Of(RunDetail run)
    {
        var steps = run.Steps.ToDictionary(s => s.StepRunId);
        return
        [
            // A budget is found too small at each item in its own moment; a person pauses all of them in one.
            .. run.Holds.GroupBy(h => (h.Scope, Step: StepOf(h, steps)?.Id, h.By, PlacedAt: h.Cause == WaitKind.Budget ? default : h.PlacedAt, h.Cause, h.CauseTarget))
                .Select(g => Of(run, g.First(), StepOf(g.First(), steps), g.Count())),
        ];
    }

    private static RunHoldNotice Of(RunDetail run, HoldDetail hold, StepDetail? step, int count) => hold.Scope switch
    {
        HoldScope.Pipeline => new("The pipeline is paused", hold, new HoldTarget.OfPipeline(run.PipelineId, true), $"Resume {run.Pipeline}", null),
        HoldScope.Provider => new($"No calls go to {hold.Target}: paused", hold, new HoldTarget.OfProvider(hold.Target), $"Resume {hold.Target}", null),
        HoldScope.Step when step is not null => new(
            hold.Cause == WaitKind.Budget ? $"{(count == 1 ? $"{step.Id} waits" : $"{count} items of {step.Id} wait")} for a budget, held" : DoubtOf(step) is null ? $"Stopped before {step.Id}" : $"{step.Id} waits for a decision, held", hold, new HoldTarget.OfStep(run.Id, step.Id),
            $"Resume {step.Id}", DoubtOf(step)),
        _ => new("The run is paused", hold, new HoldTarget.OfRun(run.Id), "Resume the run", null),
    };

    private static StepDetail? StepOf(HoldDetail hold, Dictionary<StepRunId, StepDetail> steps) =>
        hold.StepRunId is { } id ? steps.GetValueOrDefault(id) : null;

    private static CallDetail? DoubtOf(StepDetail step) => step.Calls.LastOrDefault(c => c.State == CallState.InDoubt);
}
