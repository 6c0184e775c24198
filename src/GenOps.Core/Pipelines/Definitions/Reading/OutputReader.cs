using System.Text.RegularExpressions;

namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>Reads what a run delivers. Without a declaration it is one output of what is published, else of the last result.</summary>
internal static partial class OutputReader
{
    private const string Cure = "Write '- name: kit' and 'artifacts: [step]' below it.";

    public static IReadOnlyList<OutputDeclaration> Read(Fields root, IReadOnlyList<StepDefinition> steps)
    {
        switch (root.Find("outputs"))
        {
            case null:
                return Implied(root, steps);
            case YamlSequence { Items.Count: > 0 } list:
                var outputs = new List<OutputDeclaration>();
                for (var i = 0; i < list.Items.Count; i++)
                {
                    if (One(list.Items[i], $"outputs[{i}]", root.Context) is not { } output) continue;
                    if (outputs.Any(o => o.Name == output.Name)) root.Problems.Add(list.Items[i], $"outputs[{i}].name", $"There are two outputs '{output.Name}'.", "Give each a name of its own.");
                    outputs.Add(output);
                }

                return outputs;
            case YamlSequence:
                root.Add("outputs", "'outputs' is empty.", $"{Cure} Or take the key away.");
                return [];
            case var other:
                root.Add("outputs", $"'outputs' is {other.Kind}; it must be a list.", Cure);
                return [];
        }
    }

    private static OutputDeclaration? One(YamlNode node, string path, ReadingContext context)
    {
        if (node is not YamlMapping block)
        {
            context.Problems.Add(node, path, $"An output is a block of keys; this is {node.Kind}.", Cure);
            return null;
        }

        var fields = new Fields(block, path, context, "name", "per", "artifacts");
        var name = fields.RequiredText("name", Cure);
        if (name.Length > 0 && !NamePattern().IsMatch(name)) fields.Add("name", $"'{name}' is not a name for an output.", "Write lower-case letters, digits, - and _, beginning with a letter.");
        var per = fields.Scalar("per", "a step id");
        if (per is not null) context.References.Add(new StepReference(per.Text, ReferenceRole.Per, per.Place, fields.PathOf("per")));
        return new OutputDeclaration(name, per?.Text, fields.RequiredStepIds("artifacts", ReferenceRole.Delivered, "Name the steps whose results it holds, such as [posts]."));
    }

    private static IReadOnlyList<OutputDeclaration> Implied(Fields root, IReadOnlyList<StepDefinition> steps)
    {
        var artifacts = steps.OfType<PublishStep>().SelectMany(p => p.Artifacts).Concat(steps.OfType<ReviewStep>().SelectMany(r => r.Of)).Distinct().ToList();
        if (artifacts.Count == 0 && steps.LastOrDefault(s => s.MakesParts) is { } last) artifacts.Add(last.Id);
        if (artifacts.Count == 0 && steps.Count > 0) root.Problems.Add(root.Node, "outputs", "This pipeline makes nothing.", "Add a prompt, image or transform step.");
        return [new OutputDeclaration("result", null, artifacts)];
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,63}\z")]
    private static partial Regex NamePattern();
}
