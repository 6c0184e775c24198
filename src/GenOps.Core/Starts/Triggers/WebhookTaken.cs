namespace GenOps.Core.Starts.Triggers;

/// <summary>What became of a request.</summary>
/// <param name="RunId">The run it started.</param>
/// <param name="Repeated">True when an earlier request of the same delivery had started it.</param>
public sealed record WebhookTaken(RunId RunId, bool Repeated);
