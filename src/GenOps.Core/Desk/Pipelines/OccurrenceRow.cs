using GenOps.Core.Runs;
using GenOps.Core.Starts.Schedules;

namespace GenOps.Core.Desk.Pipelines;

/// <summary>One time a schedule fell due: the run it started, or why it did not.</summary>
/// <param name="OccursAt">UTC, without jitter.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="RunId">Null when it started none.</param>
/// <param name="RunState">The run's state now.</param>
/// <param name="Problem">Why it did not start; empty when it did.</param>
/// <param name="Missed">How many right before it were passed over.</param>
public sealed record OccurrenceRow(DateTime OccursAt, OccurrenceOutcome Outcome, RunId? RunId, RunState? RunState, string Problem, int Missed);
