namespace GenOps.Core.Ledger;

/// <summary>What every ledger entry of a run says of the run, as it was when the run was created.</summary>
public sealed record RunSnapshot(RunId RunId, PipelineId PipelineId, PipelineVersionId VersionId, MoneyMode Money, string CostCentre)
{
    /// <summary>Takes it from the run.</summary>
    public static RunSnapshot Of(IChargedRun run) => new(run.Id, run.PipelineId, run.VersionId, run.Money, run.CostCentre);
}
