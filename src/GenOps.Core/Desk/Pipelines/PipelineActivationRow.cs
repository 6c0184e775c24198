namespace GenOps.Core.Desk.Pipelines;

/// <summary>When which version came into use.</summary>
public sealed record PipelineActivationRow(int Version, DateTime ActivatedAt, string ActivatedBy);
