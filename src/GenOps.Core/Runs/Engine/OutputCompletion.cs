using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Runs.Engine;

/// <summary>Which outputs are complete: an output is as soon as the last step that makes a part of it is done.</summary>
internal static class OutputCompletion
{
    /// <summary>The outputs that some steps complete.</summary>
    /// <param name="script">The run's script.</param>
    /// <param name="heads">All steps of the run but the items of maps, by id.</param>
    /// <param name="items">The items that make an output together with the steps, themselves among them.</param>
    /// <param name="done">The steps. An item completes its own output at most.</param>
    public static IReadOnlyList<OutputParts> Of(
        RunScript script, IReadOnlyDictionary<string, StepFact> heads, IEnumerable<StepFact> items, IReadOnlyCollection<StepFact> done)
    {
        var ofItems = items.Where(i => i.Item != StepRun.NoItem).ToDictionary(i => (i.StepId, i.Item));
        var complete = new List<OutputParts>();
        foreach (var output in script.Definition.Outputs)
        {
            var places = PlacesOf(script, output, done)
                ?? ofItems.Keys.Where(i => i.StepId == output.Per).Select(i => i.Item).Order();
            foreach (var place in places)
            {
                if (PartsOf(script, output, place, heads, ofItems) is { Count: > 0 } parts) complete.Add(new OutputParts(output.Name, place, parts));
            }
        }

        return complete;
    }

    /// <summary>Of which items an output may be complete with some steps; null for all. A mapped step adds nothing to what its items made.</summary>
    private static IEnumerable<int>? PlacesOf(RunScript script, OutputDeclaration output, IReadOnlyCollection<StepFact> done)
    {
        var parts = done.Where(s => output.Artifacts.Contains(s.StepId)).ToList();
        if (output.Per is not { } per) return parts.Exists(s => s.Item == StepRun.NoItem) ? [StepRun.NoItem] : [];
        if (parts.Exists(s => !script.Graph.SameFamily(s.StepId, per))) return null;
        return parts.Select(s => s.Item).Where(i => i != StepRun.NoItem).Distinct();
    }

    /// <summary>The steps that make the output; null while one of them is still to come.</summary>
    private static List<StepFact>? PartsOf(
        RunScript script, OutputDeclaration output, int place, IReadOnlyDictionary<string, StepFact> heads, Dictionary<(string, int), StepFact> items)
    {
        var parts = new List<StepFact>();
        foreach (var id in output.Artifacts)
        {
            var part = place != StepRun.NoItem && script.Graph.SameFamily(id, output.Per!) ? items.GetValueOrDefault((id, place)) : heads.GetValueOrDefault(id);
            if (part is null || !StepRun.IsFinal(part.State)) return null;
            if (part.State == StepState.Succeeded && part.Output is not null) parts.Add(part);
        }

        return parts;
    }
}
