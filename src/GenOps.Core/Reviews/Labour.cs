using GenOps.Core.Ledger;

namespace GenOps.Core.Reviews;

/// <summary>Time a person spent on an output.</summary>
public sealed class Labour : IChargedLabour
{
    public required LabourId Id { get; init; }

    public required OutputId OutputId { get; init; }

    public required RunId RunId { get; init; }

    public required ReviewTaskId TaskId { get; init; }

    public required MoneyMode Money { get; init; }

    public required string PersonName { get; init; }

    /// <summary>Active seconds; 0 when not measured.</summary>
    public required int Seconds { get; init; }

    public required LabourActivity Activity { get; init; }

    /// <summary>False for a decision through the API, whose time nobody saw.</summary>
    public required bool Measured { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime At { get; init; }
}
