using System.Text.Json.Nodes;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;

namespace GenOps.Core.Levers;

/// <summary>Which finished steps of a run can serve another run as they are.</summary>
public static class ReusedSteps
{
    /// <summary>
    /// All finished steps that neither are nor follow from the step to begin with, that both versions define alike, and that depend on
    /// no step that is done anew. Reviews and deliveries are never taken over: what is delivered was decided on in its own run.
    /// </summary>
    /// <param name="steps">The steps of the run that is repeated.</param>
    /// <param name="before">Its script.</param>
    /// <param name="after">The script of the new run.</param>
    /// <param name="from">The step to begin with.</param>
    /// <returns>The ids of the steps in the definition.</returns>
    public static IReadOnlySet<string> Of(IReadOnlyCollection<StepRun> steps, RunScript before, RunScript after, string from)
    {
        var known = Texts(before.Definition);
        var reused = new HashSet<string>();
        foreach (var (id, text) in Texts(after.Definition).OrderBy(t => Position(after, t.Key)))
        {
            if (id == from || after.Definition.Step(id).ActsOnOutputs) continue;
            if (!known.TryGetValue(id, out var old) || old != text) continue;
            if (!after.Graph.DependenciesOf(id).All(reused.Contains)) continue;
            if (IsFinished(steps, id)) reused.Add(id);
        }

        return reused;
    }

    private static bool IsFinished(IReadOnlyCollection<StepRun> steps, string id) =>
        steps.Any(s => s.StepId == id && s.Item == StepRun.NoItem && s.State is StepState.Succeeded or StepState.Skipped);

    private static int Position(RunScript script, string id) => script.Graph.Order.TakeWhile(s => s != id).Count();

    private static Dictionary<string, string> Texts(PipelineDefinition definition) =>
        Json.Parse(definition.CanonicalText)!["steps"]!.AsArray().ToDictionary(s => (string)s!["id"]!, s => Text(s!.AsObject()));

    /// <summary>How long it may take and how many go at a time change nothing of what it gives.</summary>
    private static string Text(JsonObject step)
    {
        step.Remove("timeout");
        step.Remove("concurrency");
        return step.ToText();
    }
}
