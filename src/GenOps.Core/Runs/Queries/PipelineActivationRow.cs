using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Limits;

namespace GenOps.Core.Runs.Queries;

/// <summary>When which version came into use.</summary>
public sealed record PipelineActivationRow(int Version, DateTime ActivatedAt, string ActivatedBy);
