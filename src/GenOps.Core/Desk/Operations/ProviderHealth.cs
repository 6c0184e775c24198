using GenOps.Core.Desk.Runs;

namespace GenOps.Core.Desk.Operations;

/// <summary>The providers' health in a period.</summary>
/// <param name="Models">By provider and model.</param>
/// <param name="Doubts">All calls in doubt now, oldest first; at most 200.</param>
/// <param name="Complete">False where the period has more calls than are looked at: then the latest count.</param>
/// <param name="Pauses">Providers that people paused, newest first.</param>
public sealed record ProviderHealth(IReadOnlyList<ModelHealth> Models, IReadOnlyList<DoubtRow> Doubts, bool Complete, IReadOnlyList<HoldDetail> Pauses);
