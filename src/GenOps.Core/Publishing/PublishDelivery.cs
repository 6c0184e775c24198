namespace GenOps.Core.Publishing;

/// <summary>In which form outputs are delivered.</summary>
public enum PublishFormat
{
    /// <summary>Each artifact as its own file.</summary>
    Files,

    /// <summary>One table with a row per JSON object; what is no JSON goes along as files.</summary>
    Csv,
}

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

/// <summary>What came of a delivery.</summary>
public abstract record PublishOutcome
{
    /// <summary>It arrived, now or at an earlier attempt.</summary>
    /// <param name="Target">The folder or address.</param>
    /// <param name="Files">Names, relative to the target.</param>
    public sealed record Delivered(string Target, IReadOnlyList<string> Files) : PublishOutcome;

    /// <summary>It did not arrive, as far as is known.</summary>
    /// <param name="Reason">In plain words.</param>
    /// <param name="Retryable">True when the same delivery may succeed later.</param>
    public sealed record Refused(string Reason, bool Retryable) : PublishOutcome;
}

/// <summary>One file as it leaves.</summary>
internal sealed record DeliveredFile(OutputId? OutputId, string Name, string MediaType, byte[] Content);

/// <summary>A delivery, ready to be sent. Its id is the same for each attempt at the same content, so that a receiver can recognise a repetition.</summary>
internal sealed record Parcel(
    PublishCallId Id, RunId RunId, string Pipeline, MoneyMode Money, string Target, IReadOnlyList<OutputId> Outputs, IReadOnlyList<DeliveredFile> Files);

/// <summary>How one sending ended.</summary>
internal abstract record SendResult
{
    public sealed record Accepted(string Note) : SendResult;

    /// <summary>Provably not taken.</summary>
    public sealed record Rejected(string Reason, bool Retryable) : SendResult;

    /// <summary>Perhaps taken, perhaps not.</summary>
    public sealed record InDoubt(string Reason) : SendResult;
}

/// <summary>Where deliveries go.</summary>
internal interface IPublishChannel
{
    /// <summary>The folder or address for one run; the same on each attempt.</summary>
    string TargetOf(string pipeline, RunId run, DateTime draftedAt, string? subFolder);

    /// <summary>Sends once; sending the same parcel again must not deliver twice, or must be recognisable by its id.</summary>
    Task<SendResult> SendAsync(Parcel parcel, CancellationToken cancellationToken);
}
