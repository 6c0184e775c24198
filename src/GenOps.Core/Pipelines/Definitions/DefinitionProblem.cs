namespace GenOps.Core.Pipelines.Definitions;

/// <summary>One thing wrong with a definition, at its place.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Path">The place by names, such as <c>steps.facts.prompt.tier</c>; empty for the whole text.</param>
/// <param name="Problem">What is wrong, a sentence.</param>
/// <param name="Cure">What would be right, a sentence.</param>
public sealed record DefinitionProblem(int Line, int Column, string Path, string Problem, string Cure)
{
    /// <summary>One line for a console or an error message.</summary>
    public override string ToString() =>
        Path.Length == 0 ? $"Line {Line}, column {Column}: {Problem} {Cure}" : $"Line {Line}, column {Column} ({Path}): {Problem} {Cure}";
}

/// <summary>What reading a definition gave.</summary>
/// <param name="Definition">Null when there is any problem.</param>
/// <param name="Problems">All that is wrong, in the order of the text.</param>
public sealed record DefinitionResult(PipelineDefinition? Definition, IReadOnlyList<DefinitionProblem> Problems)
{
    /// <summary>True when the definition can be used.</summary>
    public bool IsValid => Definition is not null;
}

/// <summary>A definition with problems was to be used.</summary>
/// <param name="problems">At least one.</param>
public sealed class InvalidDefinitionException(IReadOnlyList<DefinitionProblem> problems)
    : GenOpsException(string.Join("\n", problems))
{
    /// <summary>All that is wrong, in the order of the text.</summary>
    public IReadOnlyList<DefinitionProblem> Problems { get; } = problems;
}
