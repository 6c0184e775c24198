namespace GenOps.Core.Analytics;

/// <summary>The names that labels need.</summary>
internal sealed record KpiNames(
    IReadOnlyDictionary<PipelineId, string> Pipelines, IReadOnlyDictionary<PipelineVersionId, string> Versions)
{
    /// <summary>A pipeline's name; what belongs to none is shared.</summary>
    public string Of(PipelineId? id) => id is { } known ? Pipelines.GetValueOrDefault(known, known.ToString()) : "no pipeline";

    /// <summary>A version as <c>name v3</c>.</summary>
    public string Of(PipelineVersionId? id) => id is { } known ? Versions.GetValueOrDefault(known, known.ToString()) : "no version";
}
