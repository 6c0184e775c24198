using GenOps.Core.Access;

namespace GenOps.Core.Runs.Starting;

/// <summary>
/// A run that begins, as it is stored, with all there is to tell of it before anything works on it. Made of what was prepared and of
/// facts alone, so that every way to store it stores the same, and nobody needs to read it back.
/// </summary>
/// <param name="Run">Its row.</param>
/// <param name="Steps">Its steps, in the order of the definition.</param>
/// <param name="Prepared">What it was made of.</param>
/// <param name="Holds">The pauses of providers in force when it began, oldest first.</param>
public sealed record StartedRun(Run Run, IReadOnlyList<StepRun> Steps, PreparedRun Prepared, IReadOnlyList<Hold> Holds)
{
    /// <summary>Its key.</summary>
    public RunId Id => Run.Id;

    /// <summary>What the audit trail says of it.</summary>
    internal string Told => $"Started {Prepared.Script.PipelineName} ({Run.Money.ToString().ToLowerInvariant()}, {Run.Trigger})";

    /// <summary>Makes it; whether it may start is asked of the facts before.</summary>
    internal static StartedRun Of(PreparedRun prepared, StartFacts facts, Actor actor, DateTime now)
    {
        var (pipeline, request) = (facts.Pipeline, prepared.Request);
        var run = new Run
        {
            Id = Core.Id.New<RunId>(),
            PipelineId = pipeline.Id,
            VersionId = prepared.Version,
            Money = prepared.Money,
            InputHash = prepared.Inputs.Hash,
            CostCentre = pipeline.CostCentre,
            Trigger = request.Trigger,
            TriggeredBy = actor.Name,
            TriggeredAt = now,
            Priority = request.Priority ?? pipeline.Priority,
        };
        return new StartedRun(run, [.. StartRun.Steps(run, prepared.Script, now)], prepared, facts.OnProviders);
    }
}
