using GenOps.Core.Access;
using GenOps.Core.Runs;

namespace GenOps.Core.Desk.Pipelines;

/// <summary>Tells which step of a version waits for which.</summary>
public sealed class StepGraphQuery(RunScripts scripts)
{
    /// <summary>The steps of a version in an order they can run in, each with those it waits for.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<PipelineStepRow>> OfAsync(Actor actor, PipelineVersionId version, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        return Of(await scripts.OfAsync(version, cancellationToken));
    }

    internal static IReadOnlyList<PipelineStepRow> Of(RunScript script)
    {
        var stages = new Dictionary<string, int>();
        var steps = new List<PipelineStepRow>();
        foreach (var id in script.Graph.Order)
        {
            var before = script.Graph.DependenciesOf(id);
            stages[id] = before.Count == 0 ? 0 : before.Max(b => stages[b]) + 1;
            steps.Add(new PipelineStepRow(script.Definition.Step(id), before, stages[id]));
        }

        return steps;
    }
}
