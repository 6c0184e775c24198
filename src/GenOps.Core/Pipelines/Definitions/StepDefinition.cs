using GenOps.Core.Inference;

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

/// <summary>What every step has.</summary>
public abstract record StepDefinition
{
    /// <summary><c>[a-z][a-z0-9_]*</c>, unique within the pipeline.</summary>
    public required string Id { get; init; }

    /// <summary>What it does.</summary>
    public abstract StepKind Kind { get; }

    /// <summary>Steps it waits for besides those its expressions name.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>It is skipped where this is false; null for always.</summary>
    public Condition? When { get; init; }

    /// <summary>Once per item of a list; null for once per run. Never on review and publish.</summary>
    public MapDeclaration? Map { get; init; }

    /// <summary>How long one execution may take with all its calls, without pauses, 1 s to 30 d; null for as long as it takes. Never on review.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How many of it are worked on at a time over all runs of the pipeline, 1 to 1,000; null for any number. Never on review.</summary>
    public int? Concurrency { get; init; }

    /// <summary>The line of its id in the YAML, from 1.</summary>
    public int Line { get; init; }
}

/// <summary>A step done once for each item of a list.</summary>
/// <param name="Over">The list.</param>
/// <param name="As">The name of the item in the step's expressions; default <c>item</c>.</param>
/// <param name="Concurrency">How many items at a time, 1 to 32; default 4.</param>
public sealed record MapDeclaration(ValuePath Over, string As, int Concurrency);

/// <summary>Which model a step asks for.</summary>
/// <param name="Tier">The tier asked for; beside a named model it is the tier the call is counted under.</param>
/// <param name="Model"><c>provider/model</c> or <c>model</c>, as written; null when the route of the tier decides.</param>
public sealed record ModelChoice(Tier Tier, string? Model)
{
    /// <summary>Who answers instead, in order, while that model cannot; none by default.</summary>
    public IReadOnlyList<ModelChoice> Fallbacks { get; init; } = [];
}
