namespace GenOps.Core.Desk.Reviews;

/// <summary>One revision with its files.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Hash">Of names, types and contents.</param>
/// <param name="Author">Who made it.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="Artifacts">Its files and texts.</param>
public sealed record RevisionView(int Number, string Hash, string Author, DateTime CreatedAt, IReadOnlyList<ArtifactView> Artifacts);
