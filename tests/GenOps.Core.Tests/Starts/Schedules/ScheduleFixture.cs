using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Levers;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Limits;
using GenOps.Core.Runs.Starting;
using GenOps.Core.Starts.Backfills;
using GenOps.Core.Starts.Schedules;
using GenOps.Core.Tests.Desk.Runs;
using GenOps.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Starts.Schedules;

/// <summary>What starts runs, on a real database and a clock that stands still; nothing works on them.</summary>
internal sealed class ScheduleFixture(TestDatabase database) : IModelCatalogue, IDefinitionSurroundings
{
    public const string Yaml = """
        name: nightly
        input:
          notes: text
          tone: { type: choice, choices: [plain, warm], default: plain }
        steps:
          - id: text
            prompt: { tier: small, template: "Shorten: {{ input.notes }}" }
        outputs:
          - name: text
            artifacts: [text]
        """;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public IModelCatalogue? Models => null;

    public IReadOnlyCollection<string> Channels => [];

    public static IProviderRegistry Providers => NoProviders.Instance;

    public PublishPipeline Publish => new(database.Runner(Time), new DefinitionCheck(this));

    public SaveSchedule Save => new(database.Runner(Time), database.Contexts, Time);

    public EnableSchedule Enable => new(database.Runner(Time));

    public RemoveSchedule Remove => new(database.Runner(Time));

    public PipelineDetailQuery Details => new(database.Contexts, new RunScripts(database.Contexts), Time);

    /// <summary>Starts through the store; null where the command does it.</summary>
    public QuickStarts? Quick { get; init; }

    public StartRun Start => new(
        database.Runner(Time), database.Contexts, new RunScripts(database.Contexts), NoProviders.Instance, new RouteResolver(NoProviders.Instance, Time), Time, null, Quick);

    public StartRunPerFile StartPerFile => new(database.Runner(Time), Start);

    public StartRunOnce StartOnce => new(database.Runner(Time), database.Contexts, Start);

    public StartRuns StartMany => new(database.Runner(Time), database.Contexts, Start, StartOnce);

    public PauseSchedule Pause => new(database.Runner(Time));

    public ResumeSchedule Resume => new(database.Runner(Time));

    public ScheduleQuery Schedules => new(database.Contexts, Time);

    public RunPlaces Places => new(database.Contexts, Time);

    public CancelRun Cancel => new(database.Runner(Time), new RunAborts(), Places);

    public StartBackfill StartBackfill => new(database.Runner(Time), database.Contexts, new RunScripts(database.Contexts), Time);

    public CancelBackfill CancelBackfill => new(database.Runner(Time));

    public ChangeBackfill ChangeBackfill => new(database.Runner(Time));

    public BackfillQuery Backfills => new(database.Contexts, RunRows.Standings(database, Time));

    public BackfillTick NewBackfillTick() => new(
        database.Contexts, new BackfillStarting(database.Runner(Time), database.Contexts, Start), Cancel, Time, NullLogger<BackfillTick>.Instance);

    public ScheduleTick NewTick() => new(
        database.Contexts, new ScheduleTaking(database.Runner(Time), database.Contexts, Start, NullLogger<ScheduleTaking>.Instance), Cancel, Time, NullLogger<ScheduleTick>.Instance);

    public bool KnowsModel(string model) => true;

    public bool HasTier(Tier tier) => true;

    /// <summary>A published pipeline with a schedule.</summary>
    public async Task<ScheduleId> AddAsync(string cron = "0 * * * *", string zone = "UTC", MoneyMode money = MoneyMode.Sandbox, string notes = "a note", SchedulePolicies? policies = null)
    {
        var published = await Publish.ExecuteAsync(Actor.System, Yaml, CancellationToken.None);
        return await Save.ExecuteAsync(
            Actor.System,
            new SaveScheduleRequest
            {
                Pipeline = published.PipelineId,
                Cron = cron,
                TimeZone = zone,
                Money = money,
                Policies = policies,
                Inputs = new Dictionary<string, InputValue> { ["notes"] = new InputValue.Text(notes) },
            },
            CancellationToken.None);
    }

    private sealed class NoProviders : IProviderRegistry
    {
        public static readonly NoProviders Instance = new();

        public IReadOnlyList<ProviderSettings> Configured => [];

        public IReadOnlyDictionary<string, string> Problems => new Dictionary<string, string>();

        public IModelProvider Get(string name) => throw new ProviderMissingException(name);

        public void Refresh()
        {
        }
    }
}
