using GenOps.Core.Pipelines.Definitions.Reading;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>What every step has, and what a kind of step says of itself.</summary>
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

    /// <summary>The tiers and models it calls, the one that makes its result first; empty for a step that calls none.</summary>
    public virtual IReadOnlyList<ModelChoice> Models => [];

    /// <summary>Its result can be part of an output.</summary>
    public virtual bool MakesParts => false;

    /// <summary>It acts on outputs: it takes what there is of what it names, is not mapped, and a rerun never takes it over.</summary>
    public virtual bool ActsOnOutputs => false;

    /// <summary>What is particular about it, in words a person reads without the YAML.</summary>
    public virtual IEnumerable<string> Facts => [];

    /// <summary>What is known of its result before a run; null where it gives none.</summary>
    internal virtual Shape? Result => new Shape.Any();

    /// <summary>The paths in the keys of its kind.</summary>
    protected virtual IEnumerable<ValuePath> OwnPaths => [];

    /// <summary>The steps that the keys of its kind list.</summary>
    protected virtual IReadOnlyList<string> ListedSteps => [];

    /// <summary>All paths in its expressions; a path may come more than once.</summary>
    public IEnumerable<ValuePath> Paths() => [.. OwnPaths, .. Map is { } map ? [map.Over] : (ValuePath[])[], .. When?.Paths ?? []];

    /// <summary>The steps it names: in its expressions, in the lists of its kind and in <c>needs</c>; each once.</summary>
    public IEnumerable<string> NamedSteps() => Paths().Select(p => p.StepId).OfType<string>().Concat(ListedSteps).Concat(Needs).Distinct();
}
