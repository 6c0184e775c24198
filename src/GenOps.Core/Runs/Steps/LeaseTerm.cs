namespace GenOps.Core.Runs.Steps;

/// <summary>How long a lease holds that is about to be written.</summary>
/// <param name="From">When it was computed, UTC, by the clock of leases.</param>
/// <param name="Until">When it runs out, UTC, by the same clock: what goes into the row.</param>
/// <param name="Stamp">The monotonic clock just before that, so that what the row then waits for, in whatever queue, counts as time of the lease.</param>
public readonly record struct LeaseTerm(DateTime From, DateTime Until, long Stamp);
