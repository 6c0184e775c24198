using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Ledger;
using GenOps.Core.Pipelines;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Nodes;
using GenOps.Core.Runs.Standing;
using GenOps.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Desk.Runs;

/// <summary>Rows as the engine leaves them, for tests of what reads them.</summary>
internal sealed class RunRows(GenOpsDbContext db)
{
    public static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>How runs stand, for a machine whose clock shows noon.</summary>
    public static RunStandings Standings(TestDatabase database, TimeProvider? clock = null)
    {
        var time = clock ?? new FakeTimeProvider(new DateTimeOffset(Noon));
        return new RunStandings(new LeaseClock(database.Choice, time), Options.Create(new RecoveryOptions()), time);
    }

    public (Pipeline Pipeline, PipelineVersion Version) AddPipeline(string name, int number = 1)
    {
        var id = Id.New<PipelineId>();
        var version = new PipelineVersion
        {
            Id = Id.New<PipelineVersionId>(),
            PipelineId = id,
            Number = number,
            Yaml = "name: " + name,
            ContentHash = BlobHash.Of(name).Hex,
            Author = "Ada",
            CreatedAt = Noon,
        };
        var pipeline = new Pipeline { Id = id, Name = name, CreatedAt = Noon, ActiveVersionId = version.Id };
        db.AddRange(pipeline, version);
        return (pipeline, version);
    }

    public Run AddRun(
        (Pipeline Pipeline, PipelineVersion Version) of, RunState state = RunState.Running, DateTime? at = null, MoneyMode money = MoneyMode.Live, string by = "Ada")
    {
        var run = new Run
        {
            Id = Id.New<RunId>(),
            PipelineId = of.Pipeline.Id,
            VersionId = of.Version.Id,
            Money = money,
            State = state,
            InputHash = BlobHash.Of("{}"),
            CostCentre = "marketing",
            Trigger = "manual",
            TriggeredBy = by,
            TriggeredAt = at ?? Noon,
            EndedAt = Run.IsFinal(state) ? (at ?? Noon).AddMinutes(1) : null,
        };
        db.Add(run);
        return run;
    }

    public StepRun AddStep(Run run, string stepId, int position, int item = StepRun.NoItem, StepState state = StepState.Succeeded)
    {
        var step = new StepRun
        {
            Id = Id.New<StepRunId>(),
            RunId = run.Id,
            StepId = stepId,
            Kind = "prompt",
            Item = item,
            Position = position,
            State = state,
            Attempts = 1,
            EndedAt = StepRun.IsFinal(state) ? Noon : null,
        };
        db.Add(step);
        return step;
    }

    public ModelCall AddCall(StepRun step, int ordinal = 0, long? nanos = null, PricingState pricing = PricingState.Priced, string prices = "")
    {
        var call = new ModelCall
        {
            Id = Id.New<ModelCallId>(),
            RunId = step.RunId,
            StepRunId = step.Id,
            Generation = 0,
            Ordinal = ordinal,
            Attempt = 0,
            Purpose = CallPurpose.Production,
            Money = MoneyMode.Live,
            Provider = "acme",
            Model = "acme-small",
            Tier = Tier.Small,
            Kind = "chat",
            Node = "here",
            State = CallState.Applied,
            RequestHash = BlobHash.Of("request"),
            ReservedNanos = 900,
            CostNanos = nanos,
            Pricing = pricing,
            PriceEntries = prices,
            CreatedAt = Noon,
        };
        db.Add(call);
        return call;
    }

    public void AddReview(Run run) => db.Add(new ReviewTask
    {
        Id = Id.New<ReviewTaskId>(),
        OutputId = Id.New<OutputId>(),
        RunId = run.Id,
        StepRunId = Id.New<StepRunId>(),
        PipelineId = run.PipelineId,
        Money = run.Money,
        RoleNames = "[]",
        OpenedAt = Noon,
    });

    public void AddSpend(Run run, long nanos, StepRun? step = null, ModelCall? call = null, DateTime? at = null) => db.Add(new LedgerEntry
    {
        Id = Id.New<LedgerEntryId>(),
        SourceType = call is null ? "labour" : "call",
        SourceId = call?.Id.Value ?? Guid.CreateVersion7(),
        Kind = call is null ? CostKind.Labour : CostKind.Model,
        Revision = 0,
        Money = run.Money,
        Amount = new Money(nanos),
        Basis = LedgerBasis.Measured,
        ChargedAt = at ?? Noon,
        RecordedAt = at ?? Noon,
        PipelineId = run.PipelineId,
        VersionId = run.VersionId,
        RunId = run.Id,
        StepRunId = step?.Id,
        CallId = call?.Id,
    });
}
