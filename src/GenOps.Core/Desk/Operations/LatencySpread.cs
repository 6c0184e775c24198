namespace GenOps.Core.Desk.Operations;

/// <summary>Half of the answers came within the first, 90 % within the second, 99 % within the third; milliseconds.</summary>
public sealed record LatencySpread(double P50, double P90, double P99);
