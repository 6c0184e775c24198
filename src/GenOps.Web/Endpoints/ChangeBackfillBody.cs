namespace GenOps.Web.Endpoints;

/// <summary>What changes a backfill.</summary>
/// <param name="Concurrency">Left out: as it is.</param>
/// <param name="CapUsd">Left out: none.</param>
public sealed record ChangeBackfillBody(int? Concurrency, decimal? CapUsd);
