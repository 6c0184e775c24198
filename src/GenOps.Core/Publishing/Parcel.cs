namespace GenOps.Core.Publishing;

/// <summary>A delivery, ready to be sent. Its id is the same for each attempt at the same content, so that a receiver can recognise a repetition.</summary>
internal sealed record Parcel(
    PublishCallId Id, RunId RunId, string Pipeline, MoneyMode Money, string Target, IReadOnlyList<OutputId> Outputs, IReadOnlyList<DeliveredFile> Files);
