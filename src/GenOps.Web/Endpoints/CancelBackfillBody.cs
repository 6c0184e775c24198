namespace GenOps.Web.Endpoints;

/// <summary>What ends a backfill.</summary>
/// <param name="Runs">Also its runs under way.</param>
/// <param name="Reason">May be left out.</param>
public sealed record CancelBackfillBody(bool? Runs, string? Reason);
