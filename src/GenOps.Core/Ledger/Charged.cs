using GenOps.Core.Calls;

namespace GenOps.Core.Ledger;

/// <summary>What the ledger must know of a call it books.</summary>
public interface IChargedCall
{
    ModelCallId Id { get; }

    StepRunId StepRunId { get; }

    string Provider { get; }

    string Model { get; }

    Tier Tier { get; }

    CallPurpose Purpose { get; }
}

/// <summary>What the ledger must know of a person's time it books.</summary>
public interface IChargedLabour
{
    LabourId Id { get; }

    OutputId OutputId { get; }

    /// <summary>Active seconds; 0 when not measured.</summary>
    int Seconds { get; }

    bool Measured { get; }

    /// <summary>UTC.</summary>
    DateTime At { get; }
}

/// <summary>What the ledger must know of a run for which it books.</summary>
public interface IChargedRun
{
    RunId Id { get; }

    PipelineId PipelineId { get; }

    PipelineVersionId VersionId { get; }

    MoneyMode Money { get; }

    string CostCentre { get; }
}
