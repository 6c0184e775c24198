namespace GenOps.Core.Pipelines.Definitions;

/// <summary>What the expressions of a step name.</summary>
public static class StepExpressions
{
    /// <summary>All paths in its templates, conditions, rules, source, tags and map; a path may come more than once.</summary>
    public static IEnumerable<ValuePath> Paths(this StepDefinition step)
    {
        IEnumerable<ValuePath> own = step switch
        {
            PromptStep prompt => [.. prompt.Template.Paths, .. prompt.System?.Paths ?? [], .. prompt.Critique?.Rubric.Paths ?? []],
            ImageStep image => image.Prompt.Paths,
            TransformStep transform => transform.Tags?.Path is { } tags ? [transform.Source, tags] : [transform.Source],
            JudgeStep judge => judge.Source is { } source ? [.. judge.Rubric.Paths, source] : judge.Rubric.Paths,
            ReviewStep review => review.Rules.SelectMany(r => r.Paths),
            PublishStep publish => publish.Folder?.Paths ?? [],
            _ => [],
        };
        if (step.Map is { } map) own = own.Prepend(map.Over);
        return step.When is { } when ? own.Concat(when.Paths) : own;
    }

    /// <summary>The steps it names: in its paths, <c>of</c>, <c>artifacts</c> and <c>needs</c>; each once.</summary>
    public static IEnumerable<string> NamedSteps(this StepDefinition step)
    {
        IReadOnlyList<string> listed = step switch
        {
            JudgeStep judge => judge.Of,
            ReviewStep review => review.Of,
            PublishStep publish => publish.Artifacts,
            _ => [],
        };
        return step.Paths().Select(p => p.StepId).OfType<string>().Concat(listed).Concat(step.Needs).Distinct();
    }
}
