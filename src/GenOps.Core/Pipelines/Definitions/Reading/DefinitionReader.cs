using System.Text.RegularExpressions;

namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>Turns YAML into a definition, or into everything that is wrong with it.</summary>
internal static partial class DefinitionReader
{
    public const int MaxSteps = 100;

    public static DefinitionResult Read(string yaml, IModelCatalogue? models, IReadOnlyCollection<string>? channels)
    {
        var problems = new ProblemList(yaml);
        var context = new ReadingContext(problems, models, channels);
        var root = YamlTree.Load(yaml, problems);
        if (root is not null and not YamlMapping)
            problems.Add(root, "", $"A definition is a block of keys; this is {root.Kind}.", "Begin with name: and steps:.");
        if (root is not YamlMapping block) return new DefinitionResult(null, problems.InOrder());

        var definition = ReadRoot(block, context);
        ReferenceCheck.Run(definition, context);
        if (GraphCheck.Run(definition, block, context)) PathCheck.Run(definition, context);
        return problems.IsEmpty ? new DefinitionResult(definition, []) : new DefinitionResult(null, problems.InOrder());
    }

    private static PipelineDefinition ReadRoot(YamlMapping block, ReadingContext context)
    {
        var fields = new Fields(block, "", context, "name", "description", "cost_centre", "timeout", "failover", "assumptions", "input", "steps", "outputs");
        var name = Name(fields);
        var inputs = InputReader.Read(fields);
        var steps = Steps(fields);
        var canonical = CanonicalDefinition.TextOf(block);
        return new PipelineDefinition
        {
            Name = name,
            Description = fields.Text("description", 2000),
            CostCentre = fields.Text("cost_centre", 100),
            Timeout = fields.Duration("timeout"),
            Failover = fields.Flag("failover", true),
            Assumptions = AssumptionReader.Read(fields),
            Inputs = [.. inputs.Select(i => i with { AcceptsImages = FeedsTransform(i.Name, steps) })],
            Steps = steps,
            Outputs = OutputReader.Read(fields, steps),
            CanonicalText = canonical,
            ContentHash = CanonicalDefinition.HashOf(canonical),
        };
    }

    private static string Name(Fields fields)
    {
        const string Cure = "Write lower-case letters, digits and dashes, such as release-announcement.";
        var name = fields.RequiredText("name", Cure);
        if (name.Length > 0 && !NamePattern().IsMatch(name)) fields.Add("name", $"'{name}' is not a name for a pipeline.", Cure);
        return name;
    }

    private static List<StepDefinition> Steps(Fields fields)
    {
        const string Cure = "Write a list of steps, each with '- id:' and one of prompt, image, transform, judge, review or publish.";
        var steps = new List<StepDefinition>();
        switch (fields.Required("steps", Cure))
        {
            case null:
                break;
            case YamlSequence { Items.Count: 0 }:
                fields.Add("steps", "There are no steps.", Cure);
                break;
            case YamlSequence { Items.Count: > MaxSteps } many:
                fields.Add("steps", $"There are {many.Items.Count} steps; at most {MaxSteps} are allowed.", "Split the pipeline.");
                break;
            case YamlSequence list:
                for (var i = 0; i < list.Items.Count; i++)
                {
                    var step = StepReader.Read(list.Items[i], i, steps, fields.Context);
                    if (step is not null) steps.Add(step);
                }

                break;
            case var other:
                fields.Add("steps", $"'steps' is {other.Kind}; it must be a list.", Cure);
                break;
        }

        return steps;
    }

    private static bool FeedsTransform(string input, List<StepDefinition> steps) =>
        steps.OfType<TransformStep>().Any(t => t.Source.Text == $"input.{input}" || (t.Source.Text == t.Map?.As && t.Map.Over.Text == $"input.{input}"));

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,63}\z")]
    private static partial Regex NamePattern();
}
