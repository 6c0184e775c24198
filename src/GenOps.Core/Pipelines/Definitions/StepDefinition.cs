namespace GenOps.Core.Pipelines.Definitions;

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
