using System.Globalization;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Web.Words;

/// <summary>What a step does, in words a person reads without the YAML.</summary>
internal static class StepWords
{
    /// <summary>Its kind.</summary>
    public static string Kind(StepDefinition step) => step switch
    {
        PromptStep { Schema: not null } => "Prompt for JSON",
        PromptStep => "Prompt",
        _ => step.Kind.ToString(),
    };

    /// <summary>How it is done: model, scope, rules.</summary>
    public static IEnumerable<string> Facts(StepDefinition step)
    {
        if (step.Map is { } map) yield return $"once for each of {map.Over.Text}";
        if (Model(step) is { } model) yield return model;
        foreach (var fact in step.Facts) yield return fact;
        if (step.Concurrency is { } most) yield return $"{most} at a time, over all runs";
        if (step.Timeout is { } timeout) yield return $"in {DurationText.Words(timeout)} at most{(step.Map is null ? "" : ", each")}";
        if (step.When is { } when) yield return $"only when {when.Text}";
    }

    /// <summary>An input's type and what it takes.</summary>
    public static string Takes(InputDeclaration input) => input.Type switch
    {
        InputType.Choice => "one of " + string.Join(", ", input.Choices),
        InputType.Files => "files",
        _ => input.Type.ToString().ToLower(CultureInfo.InvariantCulture),
    };

    private static string? Model(StepDefinition step) =>
        step.Models is [var choice, ..] ? choice.Model ?? $"{choice.Tier.ToString().ToLower(CultureInfo.InvariantCulture)} tier" : null;
}
