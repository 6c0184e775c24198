namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>Every path leads to a value of a kind its place can use, as far as that is known before a run.</summary>
internal sealed class PathCheck
{
    private static readonly string[] Facets = ["output", "score", "missing", "schema_valid", "cost_usd"];

    private readonly PipelineDefinition definition;
    private readonly ReadingContext context;
    private readonly StepGraph graph;

    private PathCheck(PipelineDefinition definition, ReadingContext context)
    {
        this.definition = definition;
        this.context = context;
        graph = StepGraph.Of(definition.Steps);
    }

    public static void Run(PipelineDefinition definition, ReadingContext context)
    {
        var check = new PathCheck(definition, context);
        foreach (var use in context.Paths)
        {
            if (context.Problems.IsFull) return;
            if (check.ShapeOf(use.Path, use.StepId, use.Role == PathRole.Over, out var problem, out var cure) is { } shape) check.CheckRole(use, shape);
            else context.Problems.Add(use.Place, use.Field, problem, cure);
        }

        // Only what resolves is compared: an unknown path is reported once, above.
        foreach (var use in context.Conditions)
            ConditionCheck.Run(use, path => check.ShapeOf(path, use.StepId, false, out _, out _), context.Problems);
    }

    private void CheckRole(PathUse use, Shape shape)
    {
        var item = shape is Shape.List list ? list.Item : shape;
        switch (use.Role)
        {
            case PathRole.Inserted when item is Shape.Picture:
                context.Problems.Add(use.Place, use.Field, $"'{use.Path}' is a picture, which cannot be inserted into a text.", "Name a text.");
                break;
            case PathRole.Over when shape is not (Shape.List or Shape.Any):
                context.Problems.Add(use.Place, use.Field, $"'{use.Path}' is {shape.Words}, not a list.", "Map over a list: a property of type array, an input of type files, or a mapped step's output.");
                break;
            case PathRole.Tags when item is not (Shape.Text or Shape.Any):
                context.Problems.Add(use.Place, use.Field, $"'{use.Path}' is {shape.Words}; tags are texts.", "Name a list of texts, or write [tag, tag].");
                break;
            case PathRole.Picture when item is not (Shape.Picture or Shape.File or Shape.Any):
                context.Problems.Add(use.Place, use.Field, $"'{use.Path}' is {shape.Words}; resize, crop, format and thumbnail work on pictures.", "Name a picture, such as the output of an image step.");
                break;
            case PathRole.Compares when item is Shape.Picture:
                context.Problems.Add(use.Place, use.Field, $"'{use.Path}' is a picture; a judge compares texts.", "Name a text.");
                break;
        }
    }

    private Shape? ShapeOf(ValuePath path, string stepId, bool outsideMap, out string problem, out string cure)
    {
        problem = cure = "";
        var step = Step(stepId);
        var map = outsideMap ? null : step?.Map;
        if (map is not null && path.Root == map.As)
            return ShapeOf(map.Over, stepId, true, out _, out _) is Shape.List list ? Descend(list.Item, path, 1, out problem, out cure) : new Shape.Any();
        switch (path.Root)
        {
            case "input":
                return InputShape(path, out problem, out cure);
            case "steps":
                return StepShape(path, outsideMap ? null : ViewOf(stepId), out problem, out cure);
            case "run" when path.Text == "run.cost_usd":
                return new Shape.Number();
            case "run":
                problem = $"There is no '{path}'.";
                cure = "Of the run itself there is only run.cost_usd.";
                return null;
            default:
                problem = $"'{path.Root}' is nothing known here.";
                var roots = new List<string> { "input", "steps", "run" };
                if (map is not null) roots.Add(map.As);
                cure = Suggestion.For(path.Root, roots);
                return null;
        }
    }

    private Shape? InputShape(ValuePath path, out string problem, out string cure)
    {
        problem = cure = "";
        var name = path.Segments.Count > 1 ? path.Segments[1] : "";
        if (definition.Inputs.FirstOrDefault(i => i.Name == name) is not { } input)
        {
            problem = name.Length == 0 ? "'input' alone names no input." : $"There is no input '{name}'.";
            cure = Suggestion.For(name, definition.Inputs.Select(i => i.Name), "This pipeline declares no inputs; add them under 'input:'.");
            return null;
        }

        Shape shape = input.Type switch
        {
            InputType.Number => new Shape.Number(),
            InputType.File => new Shape.File(),
            InputType.Files => new Shape.List(new Shape.File()),
            _ => new Shape.Text(),
        };
        return Descend(shape, path, 2, out problem, out cure);
    }

    private Shape? StepShape(ValuePath path, string? view, out string problem, out string cure)
    {
        problem = cure = "";
        var id = path.Segments.Count > 1 ? path.Segments[1] : "";
        if (Step(id) is not { } step)
        {
            problem = id.Length == 0 ? "'steps' alone names no step." : $"There is no step '{id}'.";
            cure = Suggestion.For(id, definition.Steps.Select(s => s.Id));
            return null;
        }

        var facet = path.Segments.Count > 2 ? path.Segments[2] : "";
        if (!Facets.Contains(facet))
        {
            problem = facet.Length == 0 ? $"'{path}' does not say what of the step is meant." : $"A step has no '{facet}'.";
            cure = $"{Suggestion.For(facet, Facets)} Its result is steps.{id}.output.";
            return null;
        }

        var asList = graph.FamilyOf(id) is { } family && family != view;
        if (FacetShape(step, facet, asList, out problem, out cure) is not { } shape) return null;
        return Descend(asList && facet == "output" ? new Shape.List(shape) : shape, path, 3, out problem, out cure);
    }

    private static Shape? FacetShape(StepDefinition step, string facet, bool asList, out string problem, out string cure)
    {
        problem = cure = "";
        if (step is UnreadStep) return step.Result;
        if (facet == "cost_usd") return new Shape.Number();
        if (facet == "output" && step.Result is { } result) return result;
        (problem, cure) = (facet, step) switch
        {
            ("output", _) => ($"A {step.Kind.Word()} step has no output.", "Name a step that makes something."),
            ("score" or "missing", not JudgeStep) => ($"'{step.Id}' is not a judge; only a judge has '{facet}'.", "Name a judge step."),
            ("schema_valid", not PromptStep { Schema: not null }) => ($"'{step.Id}' has no schema, so there is no 'schema_valid'.", "Name a prompt step with a schema."),
            _ when asList => ($"'{step.Id}' is mapped, so it has one '{facet}' per item and none for all.", "Set 'per:' on the output so that each item is looked at by itself, or use it inside the same map."),
            _ => ("", ""),
        };
        if (problem.Length > 0) return null;
        return facet == "schema_valid" ? new Shape.YesNo() : new Shape.Number();
    }

    private static Shape? Descend(Shape start, ValuePath path, int from, out string problem, out string cure)
    {
        problem = cure = "";
        var shape = start;
        for (var i = from; i < path.Segments.Count; i++)
        {
            if (shape.Below(path.Segments[i], string.Join('.', path.Segments.Take(i)), out problem, out cure) is not { } below) return null;
            shape = below;
        }

        return shape;
    }

    /// <summary>The map family as whose item a step sees the others; a review sees each output by itself.</summary>
    private string? ViewOf(string stepId)
    {
        if (Step(stepId) is not ReviewStep review) return graph.FamilyOf(stepId);
        var families = definition.Outputs.Where(o => o.Artifacts.Intersect(review.Of).Any()).Select(o => o.Per is null ? null : graph.FamilyOf(o.Per)).Distinct().ToList();
        return families.Count == 1 ? families[0] : null;
    }

    private StepDefinition? Step(string id) => definition.Steps.FirstOrDefault(s => s.Id == id);
}
