namespace GenOps.Core.Desk.Operations;

/// <summary>What waits to be worked on.</summary>
/// <param name="ReadySteps">Steps that could be worked on now; not those that are held.</param>
/// <param name="OldestReadyAt">Since when the oldest of them could, UTC; null for none.</param>
/// <param name="LaterSteps">Steps that wait for a time, such as after a provider asked for a pause.</param>
/// <param name="RunningSteps">Steps under a lease.</param>
/// <param name="LostLeases">Steps whose lease ran out: somebody died, and the sweep is about to give them to another.</param>
/// <param name="Undispatched">Wake-ups that are due and that no worker has taken yet.</param>
/// <param name="OldestDueAt">Since when the oldest of them is due, UTC; null for none.</param>
public sealed record QueueFacts(
    int ReadySteps, DateTime? OldestReadyAt, int LaterSteps, int RunningSteps, int LostLeases, int Undispatched, DateTime? OldestDueAt);
