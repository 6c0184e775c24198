namespace GenOps.Core.Publishing;

/// <summary>What a publish step wants delivered.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="StepRunId">The publish step.</param>
/// <param name="Generation">The step's generation.</param>
/// <param name="Channel">The channel's name.</param>
/// <param name="Format">Files or one table.</param>
/// <param name="SubFolder">Below the run's folder; null or empty for none. Webhooks do without it.</param>
/// <param name="OutputIds">Accepted outputs, in the order of delivery.</param>
public sealed record PublishDelivery(
    RunId RunId, string Pipeline, StepRunId StepRunId, int Generation, string Channel, PublishFormat Format, string? SubFolder,
    IReadOnlyList<OutputId> OutputIds)
{
    /// <summary>Ids of the steps whose artifacts are delivered; null for all of them.</summary>
    public IReadOnlyList<string>? Steps { get; init; }
}
