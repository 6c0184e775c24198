namespace GenOps.Core.Publishing;

/// <summary>Where deliveries go.</summary>
internal interface IPublishChannel
{
    /// <summary>The folder or address for one run; the same on each attempt.</summary>
    string TargetOf(string pipeline, RunId run, DateTime draftedAt, string? subFolder);

    /// <summary>Sends once; sending the same parcel again must not deliver twice, or must be recognisable by its id.</summary>
    Task<SendResult> SendAsync(Parcel parcel, CancellationToken cancellationToken);
}
