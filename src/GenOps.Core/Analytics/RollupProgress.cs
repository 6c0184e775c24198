namespace GenOps.Core.Analytics;

/// <summary>How far the sums of the figures are.</summary>
/// <param name="RunsBuilt">Runs that are in them.</param>
/// <param name="Runs">Runs there were when it began.</param>
public sealed record RollupProgress(long RunsBuilt, long Runs);
