namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>Every step that is named exists, and has what it is named for.</summary>
internal static class ReferenceCheck
{
    public static void Run(PipelineDefinition definition, ReadingContext context)
    {
        foreach (var reference in context.References.TakeWhile(_ => !context.Problems.IsFull)) Check(reference, definition, context.Problems);
        foreach (var step in definition.Steps.OfType<PublishStep>().Where(p => p.Format == PublishFormat.Csv)) CheckCsv(step, definition, context);
    }

    private static void Check(StepReference reference, PipelineDefinition definition, ProblemList problems)
    {
        var step = definition.Steps.FirstOrDefault(s => s.Id == reference.Id);
        if (step is null)
        {
            problems.Add(reference.Place, reference.Field, $"There is no step '{reference.Id}'.", Suggestion.For(reference.Id, definition.Steps.Select(s => s.Id)));
            return;
        }

        switch (reference.Role)
        {
            case ReferenceRole.Judged when !step.MakesParts || step.Result is Shape.Picture:
                problems.Add(reference.Place, reference.Field, $"'{step.Id}' is of the kind {step.Kind.Word()}, which makes no text to judge.", "Name prompt or transform steps.");
                break;
            case ReferenceRole.Per when step.Map is null:
                problems.Add(reference.Place, reference.Field, $"'{step.Id}' is not mapped, so it has no items.", "Name a step with a map, or take 'per' away for one output per run.");
                break;
            case ReferenceRole.Reviewed or ReferenceRole.Published or ReferenceRole.Delivered when !step.MakesParts:
                problems.Add(reference.Place, reference.Field, $"'{step.Id}' is of the kind {step.Kind.Word()}, which makes nothing to {Verb(reference.Role)}.", "Name prompt, image or transform steps.");
                break;
            case ReferenceRole.Reviewed or ReferenceRole.Published when !definition.Outputs.Any(o => o.Artifacts.Contains(step.Id)):
                problems.Add(reference.Place, reference.Field, $"'{step.Id}' belongs to no output, so nobody could approve it.", "Add it to the artifacts of an output.");
                break;
        }
    }

    private static void CheckCsv(PublishStep publish, PipelineDefinition definition, ReadingContext context)
    {
        foreach (var id in publish.Artifacts)
        {
            if (definition.Steps.FirstOrDefault(s => s.Id == id) is not (PromptStep { Schema: null } or ImageStep)) continue;
            var place = context.References.First(r => r.Role == ReferenceRole.Published && r.Id == id && r.Field.StartsWith($"steps.{publish.Id}.", StringComparison.Ordinal)).Place;
            context.Problems.Add(place, $"steps.{publish.Id}.publish.artifacts", $"'{id}' makes no JSON, which a CSV table is made of.", "Give the prompt a schema, or write format: files.");
        }
    }

    private static string Verb(ReferenceRole role) => role switch
    {
        ReferenceRole.Reviewed => "review",
        ReferenceRole.Published => "publish",
        _ => "deliver",
    };
}
