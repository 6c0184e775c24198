namespace GenOps.Core.Audit;

/// <summary>What the filters can be set to.</summary>
public sealed record AuditFacets(IReadOnlyList<string> Actors, IReadOnlyList<string> Actions, IReadOnlyList<string> ObjectTypes);
