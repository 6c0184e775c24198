namespace GenOps.Core.Analytics.Rollups;

/// <summary>What one run has put into the sums so far, so that a change of it can be taken back and put anew.</summary>
internal sealed class RunRollup
{
    public required RunId RunId { get; init; }

    /// <summary>The build of sums it was put into; one of an earlier build counts as nothing.</summary>
    public int Build { get; init; }

    /// <summary>A <see cref="Contribution"/>.</summary>
    public required byte[] Data { get; init; }
}
