namespace GenOps.Core.Desk.Runs;

/// <summary>A time when a hold was in force.</summary>
/// <param name="Step">The step it was on; null for the whole run.</param>
/// <param name="From">UTC.</param>
/// <param name="To">UTC; null while it is.</param>
public sealed record HeldSpan(StepRunId? Step, DateTime From, DateTime? To);
