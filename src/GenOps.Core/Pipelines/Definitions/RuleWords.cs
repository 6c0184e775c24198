using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>Tells a reviewer what a rule found, in words instead of paths.</summary>
internal static class RuleWords
{
    /// <summary>One sentence per path of the condition, such as "The judge check scored 0.62.".</summary>
    public static string Of(Condition condition, IValueSource values) =>
        string.Join(' ', condition.Paths.DistinctBy(p => p.Text).Select(path => Sentence(path, values)));

    private static string Sentence(ValuePath path, IValueSource values)
    {
        if (!values.TryResolve(path.Text, out var value) || value is null) return $"There is no value at {path.Text}.";
        return (path.Root, path.Segments.Count > 2 ? path.Segments[2] : path.Segments[^1], Number(value)) switch
        {
            ("steps", "score", { } score) => Invariant($"The step {path.StepId} scored {score:0.##} of 1."),
            ("steps", "missing", 1) => $"The step {path.StepId} found 1 fact missing or wrong.",
            ("steps", "missing", { } missing) => Invariant($"The step {path.StepId} found {missing:0} facts missing or wrong."),
            ("steps", "cost_usd", { } cost) => $"The step {path.StepId} cost {Money.FromUsd(cost)}.",
            ("run", "cost_usd", { } cost) => $"The run has cost {Money.FromUsd(cost)} so far.",
            ("steps", "schema_valid", null) when value.GetValueKind() == JsonValueKind.False => $"The answer of the step {path.StepId} does not follow its schema.",
            _ => $"{path.Text} is {Shown(value)}.",
        };
    }

    private static decimal? Number(JsonNode value) =>
        value.GetValueKind() == JsonValueKind.Number
        && decimal.TryParse(value.ToText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Shown(JsonNode value)
    {
        var text = value.ToText();
        return text.Length <= 80 ? text : text[..79] + "…";
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
