namespace GenOps.Core.Pipelines.Definitions;

/// <summary>What a run delivers.</summary>
/// <param name="Name">Unique within the pipeline.</param>
/// <param name="Per">A mapped step: one Output for each of its items; null for one Output per run.</param>
/// <param name="Artifacts">The steps whose results it holds, at least one.</param>
public sealed record OutputDeclaration(string Name, string? Per, IReadOnlyList<string> Artifacts);
