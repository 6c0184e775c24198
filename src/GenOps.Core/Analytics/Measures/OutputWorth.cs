namespace GenOps.Core.Analytics.Measures;

/// <summary>What one output counts by what was stated.</summary>
/// <param name="Of">Its worth at a time; null where nobody stated one.</param>
/// <param name="Needs">The statements it is worked out from, the most telling first.</param>
internal sealed record OutputWorth(Func<StatedFigures, PipelineId, DateTime, Worth?> Of, IReadOnlyList<string> Needs);
