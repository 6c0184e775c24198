using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Ledger;
using GenOps.Core.Pipelines;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;

namespace GenOps.Core.Tests.Ledger;

/// <summary>A pipeline with a run, a step and what tests book on them.</summary>
internal sealed class LedgerRows
{
    public static readonly DateTime Noon = new(2026, 11, 2, 12, 0, 0, DateTimeKind.Utc);
    private static readonly BlobHash Hash = new(new string('a', 64));

    public LedgerRows(string name = "posts", MoneyMode money = MoneyMode.Live)
    {
        Pipeline = new Pipeline { Id = Id.New<PipelineId>(), Name = name, CreatedAt = Noon, CostCentre = "marketing" };
        Run = new Run
        {
            Id = Id.New<RunId>(),
            PipelineId = Pipeline.Id,
            VersionId = Id.New<PipelineVersionId>(),
            Money = money,
            InputHash = Hash,
            CostCentre = "marketing",
            Trigger = "manual",
            TriggeredBy = "Ada",
            TriggeredAt = Noon,
        };
        Step = new StepRun { Id = Id.New<StepRunId>(), RunId = Run.Id, StepId = "facts", Kind = "prompt", Item = StepRun.NoItem, Position = 0 };
    }

    public Pipeline Pipeline { get; }

    public Run Run { get; }

    public StepRun Step { get; }

    public RunSnapshot Snapshot => RunSnapshot.Of(Run);

    public ModelCall Call(int ordinal = 0, string provider = "openai", string model = "gpt-4o") => new()
    {
        Id = Id.New<ModelCallId>(),
        RunId = Run.Id,
        StepRunId = Step.Id,
        Generation = 0,
        Ordinal = ordinal,
        Attempt = 0,
        Purpose = CallPurpose.Production,
        Money = Run.Money,
        Provider = provider,
        Model = model,
        Tier = Tier.Small,
        Kind = "chat",
        Node = "test",
        RequestHash = Hash,
        CreatedAt = Noon,
        SentAt = Noon,
        State = CallState.Applied,
    };

    public Labour Labour(int seconds, bool measured = true) => new()
    {
        Id = Id.New<LabourId>(),
        OutputId = Id.New<OutputId>(),
        RunId = Run.Id,
        TaskId = Id.New<ReviewTaskId>(),
        Money = Run.Money,
        PersonName = "Ada",
        Seconds = seconds,
        Activity = LabourActivity.Review,
        Measured = measured,
        At = Noon,
    };

    public static Assumption Example(string key, decimal value, DateTime from) =>
        Row(key, value, null, from, from, AssumptionOrigin.Example);

    public static Assumption Stated(string key, decimal? value, PipelineId? pipeline = null, DateTime? from = null, DateTime? recorded = null) =>
        Row(key, value, pipeline, from ?? Noon.AddYears(-1), recorded ?? from ?? Noon.AddYears(-1), AssumptionOrigin.Person);

    private static Assumption Row(
        string key, decimal? value, PipelineId? pipeline, DateTime from, DateTime recorded, AssumptionOrigin origin) => new()
        {
            Id = Id.New<AssumptionId>(),
            PipelineId = pipeline,
            Key = key,
            Value = value,
            ValidFrom = from,
            RecordedAt = recorded,
            Author = "Ada",
            Origin = origin,
        };

    /// <summary>Saves the pipeline, the run and the step.</summary>
    public async Task SaveAsync(GenOpsDbContext db)
    {
        db.AddRange(Pipeline, Run, Step);
        await db.SaveChangesAsync();
    }
}
