using GenOps.Core;
using GenOps.Core.Inference;
using GenOps.Core.Ledger;
using GenOps.Core.Runs;

namespace GenOps.Testing.Finance;

/// <summary>A further entry of a call that was booked before.</summary>
public static class LateCharge
{
    /// <summary>The entry; nothing is stored.</summary>
    /// <param name="call">The call.</param>
    /// <param name="run">Its run.</param>
    /// <param name="revision">How many entries it has already.</param>
    /// <param name="nanos">Nano-US-dollars.</param>
    /// <param name="chargedAt">Its period, UTC.</param>
    /// <param name="recordedAt">When it is told, UTC.</param>
    public static LedgerEntry Of(ModelCall call, Run run, int revision, long nanos, DateTime chargedAt, DateTime recordedAt) => new()
    {
        Id = Id.New<LedgerEntryId>(),
        SourceType = LedgerSource.Call,
        SourceId = call.Id.Value,
        Kind = CostKind.Model,
        Revision = revision,
        Money = call.Money,
        Amount = new Money(nanos),
        Basis = LedgerBasis.Settlement,
        ChargedAt = chargedAt,
        RecordedAt = recordedAt,
        PipelineId = run.PipelineId,
        VersionId = run.VersionId,
        RunId = run.Id,
        StepRunId = call.StepRunId,
        CallId = call.Id,
        CostCentre = run.CostCentre,
        Provider = call.Provider,
        Model = call.Model,
        Tier = call.Tier,
        Purpose = call.Purpose,
    };
}
