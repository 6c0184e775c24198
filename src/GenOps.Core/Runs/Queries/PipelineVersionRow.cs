using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Limits;

namespace GenOps.Core.Runs.Queries;

/// <summary>One version.</summary>
public sealed record PipelineVersionRow(PipelineVersionId Id, int Number, string ContentHash, string Author, DateTime CreatedAt);
