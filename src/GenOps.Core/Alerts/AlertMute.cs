namespace GenOps.Core.Alerts;

/// <summary>Keeps a kind of trouble with one target quiet for a time: it is listed, but nobody is called.</summary>
public sealed class AlertMute
{
    public required AlertMuteId Id { get; init; }

    /// <summary>Kind and target, as <see cref="Alert.OpenKey"/>; unique.</summary>
    public required string Key { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime Until { get; set; }

    public required string Reason { get; set; }

    public required string By { get; set; }
}
