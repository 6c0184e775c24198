namespace GenOps.Core.Pipelines.Definitions;

/// <summary>Which step waits for which, in what order they can run, and which mapped steps share their items.</summary>
public sealed class StepGraph
{
    private readonly Dictionary<string, IReadOnlyList<string>> dependencies;
    private readonly Dictionary<string, string?> families;

    private StepGraph(IReadOnlyList<StepDefinition> steps)
    {
        dependencies = DependenciesOf(steps);
        families = steps.GroupBy(s => s.Id).ToDictionary(g => g.Key, g => FamilyOf(g.First(), steps, []));
        Order = OrderOf(steps, dependencies);
    }

    /// <summary>All step ids, each after those it depends on; of several that could come next, the one written first.</summary>
    public IReadOnlyList<string> Order { get; }

    /// <summary>The graph of a valid definition.</summary>
    public static StepGraph Of(PipelineDefinition definition) => Of(definition.Steps);

    internal static StepGraph Of(IReadOnlyList<StepDefinition> steps) => new(steps);

    /// <summary>
    /// The steps it waits for, in the order of the definition: those its expressions, <c>of</c> and <c>artifacts</c> name,
    /// and its <c>needs</c>; with neither, the step above. A publish step also waits for every review.
    /// </summary>
    /// <exception cref="KeyNotFoundException">There is no such step.</exception>
    public IReadOnlyList<string> DependenciesOf(string id) => dependencies[id];

    /// <summary>The steps that wait for it, in the order of the definition.</summary>
    public IReadOnlyList<string> DependentsOf(string id) => [.. dependencies.Where(d => d.Value.Contains(id)).Select(d => d.Key)];

    /// <summary>
    /// The list whose items a mapped step works on, as a path; steps of the same family have the same items in the same
    /// order. Null for a step that is not mapped, or unknown.
    /// </summary>
    public string? FamilyOf(string id) => families.GetValueOrDefault(id);

    /// <summary>True when both are mapped over the same items.</summary>
    public bool SameFamily(string id, string other) => FamilyOf(id) is { } family && family == FamilyOf(other);

    /// <summary>Some cycle, its first step repeated at the end; null when there is none.</summary>
    internal static IReadOnlyList<string>? FindCycle(IReadOnlyList<StepDefinition> steps)
    {
        var dependencies = DependenciesOf(steps);
        var done = new HashSet<string>();
        return dependencies.Keys.Select(id => CycleFrom(id, [], done, dependencies)).FirstOrDefault(c => c is not null);
    }

    // At most as deep as there are steps, which are at most 100.
    private static List<string>? CycleFrom(string id, List<string> way, HashSet<string> done, Dictionary<string, IReadOnlyList<string>> dependencies)
    {
        if (done.Contains(id)) return null;
        var at = way.IndexOf(id);
        if (at >= 0) return [.. way[at..].Append(id).Reverse()];
        way.Add(id);
        foreach (var dependency in dependencies[id])
        {
            if (CycleFrom(dependency, way, done, dependencies) is { } cycle) return cycle;
        }

        way.RemoveAt(way.Count - 1);
        done.Add(id);
        return null;
    }

    private static Dictionary<string, IReadOnlyList<string>> DependenciesOf(IReadOnlyList<StepDefinition> steps)
    {
        var found = new Dictionary<string, IReadOnlyList<string>>();
        var ids = steps.Select(s => s.Id).Distinct().ToList();
        var reviews = steps.Where(s => s.Kind == StepKind.Review).Select(s => s.Id).ToList();
        for (var i = 0; i < steps.Count; i++)
        {
            var named = steps[i].NamedSteps().ToHashSet();
            if (named.Count == 0 && i > 0) named.Add(steps[i - 1].Id);
            if (steps[i].Kind == StepKind.Publish) named.UnionWith(reviews);
            found.TryAdd(steps[i].Id, [.. ids.Where(named.Contains)]);
        }

        return found;
    }

    private static string? FamilyOf(StepDefinition step, IReadOnlyList<StepDefinition> steps, HashSet<string> visited)
    {
        if (step.Map is not { } map) return null;
        var isWholeOutput = map.Over.StepId is not null && map.Over.Segments.Count == 3 && map.Over.Segments[2] == "output";
        if (isWholeOutput && visited.Add(step.Id) && steps.FirstOrDefault(s => s.Id == map.Over.StepId) is { Map: not null } source)
            return FamilyOf(source, steps, visited) ?? map.Over.Text;
        return map.Over.Text;
    }

    private static List<string> OrderOf(IReadOnlyList<StepDefinition> steps, Dictionary<string, IReadOnlyList<string>> dependencies)
    {
        var order = new List<string>();
        var waiting = steps.Select(s => s.Id).Distinct().ToList();
        while (waiting.Count > 0)
        {
            var next = waiting.FirstOrDefault(id => dependencies[id].All(order.Contains))
                ?? throw new InvalidOperationException($"The steps {string.Join(", ", waiting)} wait for each other; only valid definitions have an order.");
            order.Add(next);
            waiting.Remove(next);
        }

        return order;
    }
}
