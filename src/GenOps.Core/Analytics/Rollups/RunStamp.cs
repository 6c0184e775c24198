namespace GenOps.Core.Analytics.Rollups;

/// <summary>Says that something of a run changed which its sums rest on. The database itself writes it, beside each such change.</summary>
internal sealed class RunStamp
{
    public long Id { get; init; }

    public required RunId RunId { get; init; }
}
