namespace GenOps.Core.Desk.Pipelines;

/// <summary>One version.</summary>
public sealed record PipelineVersionRow(PipelineVersionId Id, int Number, string ContentHash, string Author, DateTime CreatedAt);
