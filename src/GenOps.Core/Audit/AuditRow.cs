namespace GenOps.Core.Audit;

/// <summary>One entry.</summary>
public sealed record AuditRow(
    AuditEntryId Id, DateTime At, string Actor, string Action, string ObjectType, string ObjectId, string Summary, string Details);
