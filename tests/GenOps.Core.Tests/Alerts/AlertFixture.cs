using GenOps.Core.Access;
using GenOps.Core.Alerts;
using GenOps.Core.Alerts.Sources;
using GenOps.Core.Calls;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Levers.Reroutes;
using GenOps.Core.Runs;
using GenOps.Core.Tests.Desk.Runs;
using GenOps.Core.Tests.Ledger;
using GenOps.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Alerts;

/// <summary>Alerts over a real database and a clock that stands still, with rows that show troubles.</summary>
internal sealed class AlertFixture(TestDatabase database)
{
    public LedgerRows Rows { get; } = new();

    public AlertOptions Options { get; } = new();

    public List<IAlertChannel> Channels { get; } = [];

    public List<IAlertSource> Further { get; } = [];

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(LedgerRows.Noon.AddHours(1)));

    public AlertQuery Query => new(database.Contexts, Time);

    public AcknowledgeAlert Acknowledge => new(database.Runner(Time));

    public MuteAlert Mute => new(database.Runner(Time));

    public UnmuteAlert Unmute => new(database.Runner(Time));

    public AlertDispatch Dispatch => new(database.Contexts, Channels, Time, NullLogger<AlertDispatch>.Instance);

    public Task WatchAsync() => new AlertWatch(
        database.Contexts, [new RunAlerts(Microsoft.Extensions.Options.Options.Create(Options)), new HoldAlerts(), new CallAlerts(Microsoft.Extensions.Options.Options.Create(Options), RunRows.Standings(database, Time), new RerouteSuggestion(new NamedProviders("openai", "other"))), .. Further],
        Channels, Time, NullLogger<AlertWatch>.Instance).WatchAsync(CancellationToken.None);

    public Task<IReadOnlyList<AlertRow>> OpenAsync() => Query.ReadAsync(Actor.System, alsoResolved: false, CancellationToken.None);

    /// <summary>The pipeline, so that runs can be added.</summary>
    public async Task StartAsync()
    {
        await using var db = database.Open();
        db.Add(Rows.Pipeline);
        await db.SaveChangesAsync();
    }

    public async Task<RunId> RunAsync(RunState state, string problem = "", double minutesAgo = 1)
    {
        await using var db = database.Open();
        var run = new Run
        {
            Id = Id.New<RunId>(),
            PipelineId = Rows.Pipeline.Id,
            VersionId = Rows.Run.VersionId,
            Money = MoneyMode.Live,
            InputHash = Rows.Run.InputHash,
            CostCentre = "marketing",
            Trigger = "manual",
            TriggeredBy = "Ada",
            TriggeredAt = Time.UtcNow().AddMinutes(-minutesAgo),
            State = state,
            Problem = problem,
            EndedAt = Run.IsFinal(state) ? Time.UtcNow().AddMinutes(-minutesAgo) : null,
        };
        db.Add(run);
        await db.SaveChangesAsync();
        return run.Id;
    }

    public async Task<StepRunId> StepAsync(RunId run, StepState state, double minutesAgo, int exceptions = 0, int lostLeases = 0)
    {
        await using var db = database.Open();
        var at = Time.UtcNow().AddMinutes(-minutesAgo);
        var step = new StepRun
        {
            Id = Id.New<StepRunId>(),
            RunId = run,
            StepId = "facts",
            Kind = "prompt",
            Position = 0,
            State = state,
            ReadyAt = at,
            Exceptions = exceptions,
            LostLeases = lostLeases,
            Problem = state == StepState.Failed ? "It broke off." : "",
            EndedAt = state == StepState.Failed ? at : null,
            LeaseUntil = state == StepState.Running ? at : null,
        };
        db.Add(step);
        await db.SaveChangesAsync();
        return step.Id;
    }

    public async Task CallAsync(RunId run, StepRunId step, CallState state, int attempt, double minutesAgo)
    {
        await using var db = database.Open();
        var known = Rows.Call();
        db.Add(new ModelCall
        {
            Id = Id.New<ModelCallId>(),
            RunId = run,
            StepRunId = step,
            Generation = 0,
            Ordinal = 0,
            Attempt = attempt,
            Purpose = CallPurpose.Production,
            Money = MoneyMode.Live,
            Provider = known.Provider,
            Model = known.Model,
            Tier = known.Tier,
            Kind = known.Kind,
            Node = known.Node,
            RequestHash = known.RequestHash,
            CreatedAt = Time.UtcNow().AddMinutes(-minutesAgo),
            EndedAt = Time.UtcNow().AddMinutes(-minutesAgo),
            State = state,
            Problem = "503 from the provider",
        });
        await db.SaveChangesAsync();
    }

    public async Task HoldByBudgetAsync(RunId run, StepRunId step, BudgetId budget)
    {
        await using var db = database.Open();
        db.Add(new Hold
        {
            Id = Id.New<HoldId>(),
            Scope = HoldScope.Step,
            Target = step.ToString(),
            RunId = run,
            StepRunId = step,
            Cause = WaitKind.Budget,
            CauseTarget = budget.ToString(),
            Reason = "It does not fit.",
            By = "GenOps",
            PlacedAt = Time.UtcNow(),
        });
        await db.SaveChangesAsync();
    }

    public async Task HoldAsync(HoldScope scope, string target)
    {
        await using var db = database.Open();
        db.Add(new Hold { Id = Id.New<HoldId>(), Scope = scope, Target = target, Reason = "checking prices", By = "Ada", PlacedAt = Time.UtcNow() });
        await db.SaveChangesAsync();
    }
}
