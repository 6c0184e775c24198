using GenOps.Core.Outputs;

namespace GenOps.Core.Analytics.Measures;

/// <summary>One output at the time of its event.</summary>
internal sealed class OutputRow
{
    public required Output Output { get; init; }
    public DateTime At { get; init; }

    /// <summary>When it was accepted, which decides what it is worth; the event's time where it was not.</summary>
    public DateTime WorthAt { get; init; }
}
