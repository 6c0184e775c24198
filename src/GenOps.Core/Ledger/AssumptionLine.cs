namespace GenOps.Core.Ledger;

/// <summary>One statement: its value in the key's unit, null for a withdrawal; whether it holds now for its scope.</summary>
public sealed record AssumptionLine(
    AssumptionId Id, PipelineId? PipelineId, string Key, decimal? Value, DateTime ValidFrom, DateTime RecordedAt, string Author,
    AssumptionOrigin Origin, string Note, bool InForce);
