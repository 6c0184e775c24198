using GenOps.Core;
using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Ledger;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;

namespace GenOps.Testing.Finance;

/// <summary>Collects rows as the engine leaves them behind, for tests of what reads them.</summary>
public sealed class FinanceRows
{
    private readonly List<object> _rows = [];
    private readonly Dictionary<ModelCallId, int> _revisions = [];

    /// <summary>Writes what was collected, parents first.</summary>
    /// <param name="db">An empty database.</param>
    /// <param name="only">Leaves out all that is of the other money; null for everything.</param>
    public async Task SaveAsync(GenOpsDbContext db, MoneyMode? only = null)
    {
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        db.AddRange(only is { } money ? Of(money) : _rows);
        await db.SaveChangesAsync();
    }

    /// <summary>A further row of any kind.</summary>
    public T Add<T>(T row)
        where T : class
    {
        _rows.Add(row);
        return row;
    }

    public Pipeline Pipeline(string name, string costCentre, DateTime createdAt) => Add(new Pipeline
    {
        Id = Id.New<PipelineId>(),
        Name = name,
        CostCentre = costCentre,
        CreatedAt = createdAt,
    });

    public PipelineVersion Version(Pipeline pipeline, int number, DateTime createdAt) => Add(new PipelineVersion
    {
        Id = Id.New<PipelineVersionId>(),
        PipelineId = pipeline.Id,
        Number = number,
        Yaml = $"name: {pipeline.Name}",
        ContentHash = $"{pipeline.Name}-{number}",
        Author = "ada",
        CreatedAt = createdAt,
    });

    public void Activate(PipelineVersion version, DateTime at) => Add(new PipelineActivation
    {
        Id = Id.New<PipelineActivationId>(),
        PipelineId = version.PipelineId,
        VersionId = version.Id,
        ActivatedAt = at,
        ActivatedBy = "ada",
    });

    public void Draft(PipelineVersion version, DateTime savedAt) => Add(new PipelineDraft
    {
        Id = Id.New<PipelineDraftId>(),
        PipelineId = version.PipelineId,
        Yaml = "name: draft",
        Author = "ada",
        SavedAt = savedAt,
        PublishedAs = version.Id,
    });

    public void Assume(Pipeline? pipeline, string key, decimal? value, DateTime validFrom) => Add(new Assumption
    {
        Id = Id.New<AssumptionId>(),
        PipelineId = pipeline?.Id,
        Key = key,
        Value = value,
        ValidFrom = validFrom,
        RecordedAt = validFrom,
        Author = "ada",
        Origin = AssumptionOrigin.Person,
    });

    public Run Run(PipelineVersion version, MoneyMode money, string costCentre, DateTime triggeredAt, RunState state, DateTime? endedAt) => Add(new Run
    {
        Id = Id.New<RunId>(),
        PipelineId = version.PipelineId,
        VersionId = version.Id,
        Money = money,
        State = state,
        InputHash = BlobHash.Of("{}"),
        CostCentre = costCentre,
        Trigger = "manual",
        TriggeredBy = "ada",
        TriggeredAt = triggeredAt,
        StartedAt = triggeredAt,
        EndedAt = endedAt,
    });

    public StepRun Step(Run run, string id, int item = -1, int generation = 0) => Add(new StepRun
    {
        Id = Id.New<StepRunId>(),
        RunId = run.Id,
        StepId = id,
        Kind = "prompt",
        Item = item,
        Position = 0,
        Generation = generation,
        State = StepState.Succeeded,
    });

    /// <summary>A call, and what the ledger says of it; no entry where <paramref name="nanos"/> is null.</summary>
    public ModelCall Call(
        Run run, StepRun step, DateTime at, long? nanos, CallPurpose purpose = CallPurpose.Production,
        CallState state = CallState.Applied, int ordinal = 0, int attempt = 0, int? generation = null,
        PricingState? pricing = null, bool estimated = false, Tier tier = Tier.Small, string model = "gpt-4o-mini", string? provider = null)
    {
        var call = Add(new ModelCall
        {
            Id = Id.New<ModelCallId>(),
            RunId = run.Id,
            StepRunId = step.Id,
            Generation = generation ?? step.Generation,
            Ordinal = ordinal,
            Attempt = attempt,
            Purpose = purpose,
            Money = run.Money,
            Provider = provider ?? (run.Money == MoneyMode.Live ? "openai" : "sandbox"),
            Model = model,
            Tier = tier,
            Kind = "chat",
            Node = "test",
            State = state,
            RequestHash = BlobHash.Of("request"),
            CostNanos = nanos,
            Pricing = pricing ?? (state is CallState.InDoubt or CallState.WrittenOff ? PricingState.None : PricingState.Priced),
            UsageEstimated = estimated,
            CreatedAt = at,
            SentAt = at,
            EndedAt = at.AddSeconds(2),
        });
        var basis = state is CallState.InDoubt or CallState.WrittenOff ? LedgerBasis.Estimate
            : estimated ? LedgerBasis.Counted : LedgerBasis.Measured;
        if (nanos is { } amount) Book(run, step, call, at, amount, basis);
        return call;
    }

    /// <summary>A further entry for a call: a settlement, or a duplicate charge.</summary>
    public LedgerEntry Book(
        Run run, StepRun step, ModelCall call, DateTime at, long nanos, LedgerBasis basis = LedgerBasis.Settlement, bool duplicate = false,
        DateTime? recordedAt = null)
    {
        var revision = _revisions.GetValueOrDefault(call.Id);
        _revisions[call.Id] = revision + 1;
        return Add(new LedgerEntry
        {
            Id = Id.New<LedgerEntryId>(),
            SourceType = "call",
            SourceId = call.Id.Value,
            Kind = CostKind.Model,
            Revision = revision,
            Money = run.Money,
            Amount = new Money(nanos),
            Basis = basis,
            ChargedAt = at,
            RecordedAt = recordedAt ?? at,
            PipelineId = run.PipelineId,
            VersionId = run.VersionId,
            RunId = run.Id,
            StepRunId = step.Id,
            CallId = call.Id,
            CostCentre = run.CostCentre,
            Provider = call.Provider,
            Model = call.Model,
            Tier = call.Tier,
            Purpose = call.Purpose,
            Duplicate = duplicate,
        });
    }

    public void Tool(Run run, StepRun step, DateTime at, long nanos) => Add(new LedgerEntry
    {
        Id = Id.New<LedgerEntryId>(),
        SourceType = "tool",
        SourceId = Guid.CreateVersion7(),
        Kind = CostKind.Tool,
        Revision = 0,
        Money = run.Money,
        Amount = new Money(nanos),
        Basis = LedgerBasis.Measured,
        ChargedAt = at,
        RecordedAt = at,
        PipelineId = run.PipelineId,
        VersionId = run.VersionId,
        RunId = run.Id,
        StepRunId = step.Id,
        CostCentre = run.CostCentre,
    });

    public void Fixed(Pipeline? pipeline, MoneyMode money, DateTime at, long nanos) => Add(new LedgerEntry
    {
        Id = Id.New<LedgerEntryId>(),
        SourceType = "fixed",
        SourceId = Guid.CreateVersion7(),
        Kind = CostKind.Fixed,
        Revision = 0,
        Money = money,
        Amount = new Money(nanos),
        Basis = LedgerBasis.Stated,
        ChargedAt = at,
        RecordedAt = at,
        PipelineId = pipeline?.Id,
        CostCentre = pipeline?.CostCentre ?? "",
    });

    /// <summary>A month's fixed cost on its days, UTC; what does not come out even lies on the first ones.</summary>
    public void FixedMonth(Pipeline? pipeline, MoneyMode money, DateTime month, long nanos)
    {
        var days = DateTime.DaysInMonth(month.Year, month.Month);
        for (var day = 0; day < days; day++) Fixed(pipeline, money, month.AddDays(day), (nanos / days) + (day < nanos % days ? 1 : 0));
    }

    /// <summary>An output that waits or was decided; published half an hour after acceptance where told so.</summary>
    public Output Output(
        Run run, OutputState state, DateTime draftedAt, DateTime? decidedAt = null, bool? byPerson = null, bool edited = false,
        int item = -1, DateTime? publishedAt = null, DateTime? withdrawnAt = null)
    {
        var accepted = state is OutputState.Approved or OutputState.Published or OutputState.Withdrawn;
        return Add(new Output
        {
            Id = Id.New<OutputId>(),
            RunId = run.Id,
            PipelineId = run.PipelineId,
            VersionId = run.VersionId,
            Money = run.Money,
            Name = item < 0 ? "kit" : "record",
            Item = item,
            State = state,
            DraftedAt = draftedAt,
            DecidedAt = decidedAt,
            AcceptedAt = accepted ? decidedAt : null,
            DecidedByPerson = byPerson,
            Edited = edited,
            PublishedAt = publishedAt,
            WithdrawnAt = withdrawnAt,
        });
    }

    public void Flag(Output output, StepRun step, string rule) => Add(new Flag
    {
        Id = Id.New<FlagId>(),
        OutputId = output.Id,
        StepRunId = step.Id,
        Rule = rule,
        Reason = rule,
        RaisedAt = output.DraftedAt,
    });

    /// <summary>Time of a person without a ledger entry: none was measured, or no rate is stated.</summary>
    public Labour UnpricedLabour(Run run, Output output, DateTime at, int seconds, LabourActivity activity = LabourActivity.Review) => Add(new Labour
    {
        Id = Id.New<LabourId>(),
        OutputId = output.Id,
        RunId = run.Id,
        TaskId = Id.New<ReviewTaskId>(),
        Money = run.Money,
        PersonName = "grace",
        Seconds = seconds,
        Activity = activity,
        Measured = seconds > 0,
        At = at,
    });

    /// <summary>Time of a person with its ledger entry; none where it was not measured.</summary>
    public void Labour(Run run, Output output, DateTime at, int seconds, long nanos, LabourActivity activity = LabourActivity.Review)
    {
        var labour = UnpricedLabour(run, output, at, seconds, activity);
        if (seconds == 0) return;
        Add(new LedgerEntry
        {
            Id = Id.New<LedgerEntryId>(),
            SourceType = "labour",
            SourceId = labour.Id.Value,
            Kind = CostKind.Labour,
            Revision = 0,
            Money = run.Money,
            Amount = new Money(nanos),
            Basis = LedgerBasis.Stated,
            ChargedAt = at,
            RecordedAt = at,
            PipelineId = run.PipelineId,
            VersionId = run.VersionId,
            RunId = run.Id,
            OutputId = output.Id,
            CostCentre = run.CostCentre,
        });
    }

    private IEnumerable<object> Of(MoneyMode money)
    {
        var runs = _rows.OfType<Run>().Where(r => r.Money == money).Select(r => r.Id).ToHashSet();
        var outputs = _rows.OfType<Output>().Where(o => o.Money == money).Select(o => o.Id).ToHashSet();
        return _rows.Where(row => row switch
        {
            Run run => run.Money == money,
            StepRun step => runs.Contains(step.RunId),
            ModelCall call => call.Money == money,
            LedgerEntry entry => entry.Money == money,
            Output output => output.Money == money,
            Flag flag => outputs.Contains(flag.OutputId),
            Labour labour => labour.Money == money,
            // What people say of a pipeline holds for both.
            Pipeline _ or PipelineVersion _ or PipelineActivation _ or PipelineDraft _ or Assumption _ => true,
            _ => throw new InvalidOperationException($"Say which money a {row.GetType().Name} is of."),
        });
    }
}
