using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Data.Store;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Runs.Engine.Hot;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Tests.Runs.Engine.Hot;

/// <summary>An engine that goes one of the two ways, with seams before and after each commit, before each POST and while a call is out.</summary>
internal sealed class HotScene : IAsyncDisposable
{
    private HotScene(EngineFixture engine, HotProvider provider, WatchedStore store) => (Engine, Provider, Store) = (engine, provider, store);

    public const string StandardModel = "gpt-4o";

    public EngineFixture Engine { get; }

    public HotProvider Provider { get; }

    public WatchedStore Store { get; }

    public RunId Run { get; private set; }

    /// <summary>Starts one.</summary>
    /// <param name="kind">The database's.</param>
    /// <param name="hot">Which way it goes.</param>
    /// <param name="policy">What becomes of calls in doubt.</param>
    /// <param name="beside">Another process, whose database and run it shares.</param>
    /// <param name="change">What else is changed.</param>
    public static async Task<HotScene> StartAsync(DatabaseKind kind, bool hot, InDoubtPolicy? policy = null, HotScene? beside = null, Action<IServiceCollection>? change = null)
    {
        HotProvider? provider = null;
        WatchedStore? store = null;
        var models = new Dictionary<Tier, string>
        {
            [Tier.Small] = EngineFixture.Model,
            [Tier.Standard] = StandardModel,
            [Tier.Frontier] = "a-model-without-price",
            [Tier.Image] = "gpt-image-1",
        };
        var engine = await EngineFixture.StartAloneAsync(
            kind,
            services =>
            {
                provider = new HotProvider(Last<IProviderRegistry>(services));
                store = new WatchedStore(Last<IEngineStore>(services));
                services.AddSingleton<IProviderRegistry>(provider).AddSingleton<IEngineStore>(store).Configure<HotPathOptions>(o => o.Enabled = hot)
                    // Nobody renews here, and a busy machine may keep a worker up.
                    .Configure<RecoveryOptions>(o => o.Lease = TimeSpan.FromMinutes(5));
                change?.Invoke(services);
            },
            settings => settings with { Models = models, InDoubtPolicy = policy },
            beside?.Engine);
        return new HotScene(engine, provider!, store!) { Run = beside?.Run ?? default };
    }

    /// <summary>Publishes and starts; nothing is worked on yet.</summary>
    public async Task BeginAsync(string yaml)
    {
        await Engine.PublishAsync(yaml);
        await BeginAgainAsync(PipelineDefinition.Parse(yaml).Name);
    }

    /// <summary>Starts another run of a pipeline.</summary>
    public async Task<RunId> BeginAgainAsync(string pipeline) => Run = await Engine.StartRunAsync(pipeline, ("notes", "Faster search. Dark mode arrives. Exports to CSV."));

    /// <summary>Works on the run once, until this worker finds nothing to do.</summary>
    public Task WorkAsync() => Engine.Get<RunWorker>().WorkAsync(Run, CancellationToken.None);

    /// <summary>Works on the run until nothing of it goes on without somebody's doing.</summary>
    public async Task DriveAsync()
    {
        var left = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await WorkAsync();
            if (await IsAtRestAsync()) return;
            if (TimeProvider.System.GetElapsedTime(left) > TimeSpan.FromSeconds(20)) throw new TimeoutException($"The run does not come to rest:\n{string.Join('\n', await RowsAsync())}");
            await Task.Delay(20);
        }
    }

    private async Task<bool> IsAtRestAsync()
    {
        await using var db = Engine.Open();
        var run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == Run);
        var now = TimeProvider.System.UtcNow();
        if (Core.Runs.Run.IsFinal(run.State)) return true;
        if (await db.StepRuns.AnyAsync(s => s.RunId == Run && s.State == StepState.Running)) return false;
        if (await HoldQuery.OnRunAsync(db, run, now, CancellationToken.None) is not null) return true;
        var soon = now.AddSeconds(1.5);
        return !await db.StepRuns.Where(s => s.RunId == Run && s.State == StepState.Ready && (s.ReadyAt == null || s.ReadyAt < soon)).Unheld(db, now).AnyAsync();
    }

    public Task PauseAsync(HoldTarget target) => Engine.Get<PlaceHold>().ExecuteAsync(Actor.System, target, "a look", null, CancellationToken.None);

    public Task ResumeAsync(HoldTarget target) => Engine.Get<ReleaseHold>().ExecuteAsync(Actor.System, target, "", CancellationToken.None);

    public async Task<HoldTarget> PipelineAsync() => new HoldTarget.OfPipeline((await Engine.RunRowAsync(Run)).PipelineId, RunsUnderWay: true);

    public Task<BudgetId> BudgetAsync(decimal amount = 10, BudgetPeriod period = BudgetPeriod.Day, string eachRunOf = "") => Engine.Get<CreateBudget>().ExecuteAsync(
        Actor.System,
        new CreateBudgetRequest
        {
            Scope = eachRunOf.Length > 0 ? BudgetScope.EachRun : BudgetScope.Everything,
            Target = eachRunOf,
            Period = eachRunOf.Length > 0 ? BudgetPeriod.Whole : period,
            Kind = BudgetKind.Hard,
            Money = MoneyMode.Live,
            AmountUsd = amount,
        },
        CancellationToken.None);

    /// <summary>Works on the tables as no command does.</summary>
    public async Task WithAsync(Func<GenOpsDbContext, Task> work)
    {
        await using var db = Engine.Open();
        await work(db);
    }

    /// <summary>Changes a step.</summary>
    public Task StepAsync(string step, Action<StepRun> change) => WithAsync(async db =>
    {
        change(await db.StepRuns.SingleAsync(s => s.RunId == Run && s.StepId == step));
        await db.SaveChangesAsync();
    });

    /// <summary>Changes the run.</summary>
    public Task RunAsync(Action<Run> change) => WithAsync(async db =>
    {
        change(await db.Runs.SingleAsync(r => r.Id == Run));
        await db.SaveChangesAsync();
    });

    /// <summary>Adds rows.</summary>
    public Task AddAsync(params object[] rows) => WithAsync(db =>
    {
        db.AddRange(rows);
        return db.SaveChangesAsync();
    });

    public async Task<List<string>> RowsAsync()
    {
        await using var db = Engine.Open();
        return await Dump.OfAsync(db);
    }

    public async Task<List<string>> RawAsync()
    {
        await using var db = Engine.Open();
        return await Dump.RawAsync(db);
    }

    public static void AssertSame(IReadOnlyCollection<string> slow, IReadOnlyCollection<string> hot, string about = "") => Assert.True(
        slow.SequenceEqual(hot), $"{about}\nOnly the slow way: {string.Join("\n", slow.Except(hot))}\nOnly the hot way: {string.Join("\n", hot.Except(slow))}");

    public ValueTask DisposeAsync() => Engine.DisposeAsync();

    private static T Last<T>(IServiceCollection services) => (T)services.Last(s => s.ServiceType == typeof(T)).ImplementationInstance!;
}
