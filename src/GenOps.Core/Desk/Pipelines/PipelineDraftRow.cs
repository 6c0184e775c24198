namespace GenOps.Core.Desk.Pipelines;

/// <summary>One saved draft; <see cref="PublishedAs"/> is the version it led to, null while it is a draft.</summary>
public sealed record PipelineDraftRow(PipelineDraftId Id, string Author, DateTime SavedAt, int? PublishedAs);
