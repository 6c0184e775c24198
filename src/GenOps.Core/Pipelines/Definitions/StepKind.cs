using GenOps.Core.Pipelines.Definitions.Reading;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>What a step does.</summary>
public enum StepKind
{
    /// <summary>Text, or JSON by a schema, from a language model.</summary>
    Prompt,

    /// <summary>A picture from an image model.</summary>
    Image,

    /// <summary>Resizing, cropping, format and metadata, computed here.</summary>
    Transform,

    /// <summary>A score by a rubric, from a language model.</summary>
    Judge,

    /// <summary>A person's decision where a rule asks for it.</summary>
    Review,

    /// <summary>Delivery through a channel, after approval.</summary>
    Publish,
}

/// <summary>How each kind of step is declared: its keys below the word of its kind, and who reads them.</summary>
internal static class StepKinds
{
    internal static readonly IReadOnlyDictionary<StepKind, (string[] Keys, Func<Fields, StepDefinition> Read)> Declared =
        new Dictionary<StepKind, (string[], Func<Fields, StepDefinition>)>
        {
            [StepKind.Prompt] = (PromptStep.Keys, PromptStep.Read),
            [StepKind.Image] = (ImageStep.Keys, ImageStep.Read),
            [StepKind.Transform] = (TransformStep.Keys, TransformStep.Read),
            [StepKind.Judge] = (JudgeStep.Keys, JudgeStep.Read),
            [StepKind.Review] = (ReviewStep.Keys, ReviewStep.Read),
            [StepKind.Publish] = (PublishStep.Keys, PublishStep.Read),
        };

    /// <summary>The words of all kinds, as they stand in a definition.</summary>
    public static readonly string[] Words = [.. Declared.Keys.Select(Word)];

    /// <summary>The word of a kind.</summary>
    public static string Word(this StepKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Reads what a step does. The id and what every step has is filled in by <see cref="StepReader"/>.</summary>
    /// <returns>Null where what follows the word is no block of keys; the problem is reported.</returns>
    public static StepDefinition? Read(string word, Fields step)
    {
        if (step.Required(word, $"Write what the {word} does below it.") is null) return null;
        var (keys, read) = Declared[Enum.Parse<StepKind>(word, ignoreCase: true)];
        return step.Section(word, keys) is { } fields ? read(fields) : null;
    }
}
