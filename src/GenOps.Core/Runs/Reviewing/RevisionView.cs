using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Outputs;
using GenOps.Core.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Reviewing;

/// <summary>One revision with its files.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Hash">Of names, types and contents.</param>
/// <param name="Author">Who made it.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="Artifacts">Its files and texts.</param>
public sealed record RevisionView(int Number, string Hash, string Author, DateTime CreatedAt, IReadOnlyList<ArtifactView> Artifacts);
