using System.Text.RegularExpressions;

namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>Reads one step: what every step has, then its kind.</summary>
internal static partial class StepReader
{
    private static readonly string[] Kinds = StepKinds.Words;
    private static readonly string[] Later = ["agent", "tool"];
    private static readonly string[] Reserved = ["input", "steps", "run", "and", "or", "not", "true", "false"];

    /// <summary>Null where the step is no step at all; the problem is reported.</summary>
    public static StepDefinition? Read(YamlNode node, int index, IReadOnlyList<StepDefinition> before, ReadingContext context)
    {
        if (node is not YamlMapping block)
        {
            context.Problems.Add(node, $"steps[{index}]", $"A step is a block of keys; this is {node.Kind}.", "Write '- id: name' and below it what the step does.");
            return null;
        }

        var id = block.Find("id") is YamlScalar named ? named.Text : $"[{index}]";
        context.StepId = id;
        var path = IdPattern().IsMatch(id) ? $"steps.{id}" : $"steps[{index}]";
        var fields = new Fields(block, path, context, ["id", "needs", "when", "map", "timeout", "concurrency", .. Kinds, .. Later]);
        CheckId(fields, before);
        var kind = KindOf(fields);
        var map = Map(fields, kind);
        var step = kind is null ? null : StepKinds.Read(kind, fields);
        var needs = fields.StepIds("needs", ReferenceRole.Needs);
        var when = fields.Condition("when");
        var timeout = Timeout(fields, kind);
        var concurrency = Concurrency(fields, kind);
        // A step whose kind cannot be read still has its id, so that steps that name it are not reported too.
        step ??= new UnreadStep { Id = id };
        return step with { Id = id, Needs = needs, When = when, Map = map, Timeout = timeout, Concurrency = concurrency, Line = (block.Find("id") ?? block).Place.Line };
    }

    private static void CheckId(Fields fields, IReadOnlyList<StepDefinition> before)
    {
        const string Cure = "Write lower-case letters, digits and _, beginning with a letter, such as facts.";
        var id = fields.RequiredText("id", Cure);
        if (id.Length > 0 && !IdPattern().IsMatch(id)) fields.Add("id", $"'{id}' is not an id.", Cure);
        if (before.FirstOrDefault(s => s.Id == id) is { } first) fields.Add("id", $"The id '{id}' is taken by the step in line {first.Line}.", "Give each step an id of its own.");
    }

    private static string? KindOf(Fields fields)
    {
        var kinds = fields.Node.Entries.Where(e => Kinds.Contains(e.Key.Text)).ToList();
        foreach (var later in fields.Node.Entries.Where(e => Later.Contains(e.Key.Text)))
            fields.Problems.Add(later.Key, fields.PathOf(later.Key.Text), $"This version has no '{later.Key.Text}' steps.", $"It has {string.Join(", ", Kinds[..^1])} and {Kinds[^1]}.");
        if (kinds.Count > 1)
            fields.Problems.Add(kinds[1].Key, fields.PathOf(kinds[1].Key.Text), $"A step does one thing; this one has {string.Join(" and ", kinds.Select(k => k.Key.Text))}.", "Make two steps of it.");
        if (kinds.Count == 0 && !fields.Node.Entries.Any(e => Later.Contains(e.Key.Text)))
            fields.Problems.Add(fields.Node, fields.PathOf("id")[..^3], "This step does nothing.", $"Give it one of {string.Join(", ", Kinds[..^1])} or {Kinds[^1]}.");
        return kinds.Count == 0 ? null : kinds[0].Key.Text;
    }

    private static MapDeclaration? Map(Fields step, string? kind)
    {
        var fields = step.Section("map", "over", "as", "concurrency");
        if (fields is null) return null;
        if (kind is "review" or "publish")
            fields.Add("over", $"A {kind} step is not mapped.", "Set 'per:' on the output instead: each of its items is reviewed and published by itself.");
        fields.Required("over", "Name a list, such as steps.facts.output.highlights or input.documents.");
        var over = fields.Path("over", PathRole.Over);
        var item = fields.Text("as") ?? "item";
        if (!IdPattern().IsMatch(item) || Reserved.Contains(item))
            fields.Add("as", $"'{item}' cannot name an item.", $"Write lower-case letters, digits and _, and none of {string.Join(", ", Reserved)}.");
        var concurrency = fields.Integer("concurrency", 4, 1, 32);
        return over is null ? null : new MapDeclaration(over, item, concurrency);
    }

    private static TimeSpan? Timeout(Fields step, string? kind)
    {
        var timeout = step.Duration("timeout");
        if (timeout is not null && kind == "review") step.Add("timeout", "A review step has no timeout.", "Take it away: people decide in their own time.");
        return timeout;
    }

    private static int? Concurrency(Fields step, string? kind)
    {
        var concurrency = (int?)step.Number("concurrency", 1, 1000, whole: true);
        if (concurrency is not null && kind == "review") step.Add("concurrency", "A review step has no concurrency.", "Take it away: people decide as many as they like.");
        return concurrency;
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,63}\z")]
    private static partial Regex IdPattern();
}
