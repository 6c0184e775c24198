namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>The steps can be put into an order, and outputs of several items hold items that belong together.</summary>
internal static class GraphCheck
{
    /// <summary>False where there is a cycle: then nothing more can be said about values.</summary>
    public static bool Run(PipelineDefinition definition, YamlMapping root, ReadingContext context)
    {
        if (StepGraph.FindCycle(definition.Steps) is { } cycle)
        {
            YamlNode at = StepNode(root, cycle[0]) is { } id ? id : root;
            context.Problems.Add(at, $"steps.{cycle[0]}", $"These steps wait for each other: {string.Join(" → ", cycle)}.", "Take one of the references or needs away; a step can only use what is made before it.");
            return false;
        }

        var graph = StepGraph.Of(definition.Steps);
        foreach (var output in definition.Outputs.Where(o => o.Per is not null && graph.FamilyOf(o.Per) is not null))
        {
            foreach (var stranger in output.Artifacts.Where(a => graph.FamilyOf(a) is { } family && family != graph.FamilyOf(output.Per!)))
            {
                var place = context.References.First(r => r.Role == ReferenceRole.Delivered && r.Id == stranger).Place;
                context.Problems.Add(place, $"outputs.{output.Name}.artifacts", $"'{stranger}' is mapped over '{graph.FamilyOf(stranger)}', '{output.Per}' over '{graph.FamilyOf(output.Per!)}': their items do not belong together.", "Map both over the same list, or make two outputs.");
            }
        }

        return true;
    }

    private static YamlScalar? StepNode(YamlMapping root, string id) =>
        (root.Find("steps") as YamlSequence)?.Items.OfType<YamlMapping>().Select(s => s.Find("id")).OfType<YamlScalar>().FirstOrDefault(n => n.Text == id);
}
