namespace GenOps.Core.Pipelines.Definitions;

/// <summary>Seeds of assumptions, taken over when a pipeline is installed; null where nothing is stated.</summary>
/// <param name="BaselineMinutes">Minutes a person needs for one output by hand.</param>
/// <param name="LabourRatePerHour">What an hour of that person costs.</param>
/// <param name="ValuePerOutput">What one accepted output is worth.</param>
public sealed record AssumptionSeeds(decimal? BaselineMinutes = null, Money? LabourRatePerHour = null, Money? ValuePerOutput = null);
