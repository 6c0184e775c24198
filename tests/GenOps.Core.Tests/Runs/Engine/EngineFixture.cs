using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Desk;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Providers.OpenAICompatible;
using GenOps.Core.Ledger;
using GenOps.Core.Levers;
using GenOps.Core.Outbound;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Pricing;
using GenOps.Core.Publishing;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Runs.Starting;
using GenOps.Core.Starts;
using GenOps.FakeProvider;
using GenOps.FakeProvider.Client;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Tests.Runs.Engine;

/// <summary>The engine on a real database, calling a real provider process, without a server around it.</summary>
public sealed class EngineFixture : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly FakeProviderProcess? provider;
    private bool isBeside;

    private EngineFixture(TestDatabase database, FakeProviderProcess? provider, string folder, InDoubtPolicy? policy, ProviderCapabilities capabilities, TimeSpan timeout,
        Uri? spare, Action<IServiceCollection>? change, Func<ProviderSettings, ProviderSettings>? shape)
    {
        Database = database;
        this.provider = provider;
        Folder = folder;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["GenOps:Recovery:LookUpGrace"] = "00:00:00.200",
            ["GenOps:Recovery:LookUpPause"] = "00:00:00.100",
            ["GenOps:Recovery:BreakPause"] = "00:00:00.020",
            ["GenOps:Levers:RunsPerSecond"] = "3",
        }).Build();
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton(TimeProvider.System);
        collection.AddSingleton(database.Choice);
        collection.AddSingleton(database.Contexts);
        collection.AddSingleton(database.Store);
        collection.AddGenOpsCommands();
        collection.AddGenOpsPricing();
        collection.AddGenOpsLedger(null);
        collection.AddGenOpsReviews();
        collection.AddGenOpsPublishing(configuration, folder);
        collection.AddGenOpsInference(configuration, folder);
        collection.AddGenOpsPipelines(configuration);
        collection.AddGenOpsRuns(configuration);
        collection.AddGenOpsLevers(configuration);
        collection.AddGenOpsStarts(configuration, folder);
        collection.AddGenOpsDesk();
        var models = new Dictionary<Tier, string> { [Tier.Small] = Model, [Tier.Standard] = Model, [Tier.Frontier] = Model, [Tier.Image] = "gpt-image-1" };
        var settings = new List<ProviderSettings> { new("fake", provider?.BaseUrl ?? Nowhere, "key", models, capabilities, timeout, policy) };
        if (spare is not null) settings.Add(new("spare", spare, "key", models, capabilities, timeout, policy));
        if (shape is not null) settings = [.. settings.Select(shape)];
        collection.AddSingleton<IProviderRegistry>(new FixedProviders(settings));
        change?.Invoke(collection);
        services = collection.BuildServiceProvider();
    }

    private static readonly Uri Nowhere = new("http://127.0.0.1:9/v1");

    /// <summary>A model of the public list, so that calls are priced.</summary>
    public const string Model = "gpt-4o-mini";

    public TestDatabase Database { get; }

    public FakeProviderProcess Provider => provider ?? throw new InvalidOperationException("This engine calls no provider process.");

    public string Folder { get; }

    public static async Task<EngineFixture> StartAsync(
        DatabaseKind kind = DatabaseKind.Sqlite, InDoubtPolicy? policy = null, bool lookUp = false, bool idempotent = false,
        TimeSpan? timeout = null, Uri? spare = null, Action<IServiceCollection>? change = null,
        Func<ProviderSettings, ProviderSettings>? shape = null)
    {
        var database = await TestDatabase.CreateAsync(kind);
        var provider = await FakeProviderProcess.StartAsync(new FakeControl { LookUp = lookUp, Idempotent = idempotent });
        var folder = Directory.CreateTempSubdirectory("genops-engine-").FullName;
        var engine = new EngineFixture(database, provider, folder, policy, new ProviderCapabilities(lookUp, idempotent), timeout ?? TimeSpan.FromSeconds(5), spare, change, shape);
        await engine.Get<PriceSeeder>().InstallAsync(CancellationToken.None);
        return engine;
    }

    /// <summary>The same without a provider process: two providers, <c>fake</c> and <c>spare</c>, that the test puts its own in place of.</summary>
    /// <param name="kind">The database's.</param>
    /// <param name="change">What the test changes.</param>
    /// <param name="shape">How its providers are set.</param>
    /// <param name="beside">Another process of the same installation, whose database it shares; null for one of its own.</param>
    public static async Task<EngineFixture> StartAloneAsync(
        DatabaseKind kind, Action<IServiceCollection> change, Func<ProviderSettings, ProviderSettings>? shape = null, EngineFixture? beside = null)
    {
        var folder = Directory.CreateTempSubdirectory("genops-engine-").FullName;
        var database = beside?.Database ?? await TestDatabase.CreateAsync(kind);
        var engine = new EngineFixture(database, null, folder, null, new ProviderCapabilities(false, false), TimeSpan.FromSeconds(5), Nowhere, change, shape) { isBeside = beside is not null };
        if (beside is null) await engine.Get<PriceSeeder>().InstallAsync(CancellationToken.None);
        return engine;
    }

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>A reader that pages use, over the engine's services.</summary>
    public T Make<T>() => ActivatorUtilities.CreateInstance<T>(services);

    public GenOpsDbContext Open() => Database.Open();

    public Task PublishAsync(string yaml) => Get<PublishPipeline>().ExecuteAsync(Actor.System, yaml, CancellationToken.None);

    public async Task<RunId> StartRunAsync(string pipeline, params (string Name, string Value)[] inputs) =>
        await Get<StartRun>().ExecuteAsync(
            Actor.System,
            new StartRunRequest(pipeline, inputs.ToDictionary(i => i.Name, i => (InputValue)new InputValue.Text(i.Value)), null, "manual"),
            CancellationToken.None);

    public Task<RunState> DriveAsync(RunId run) => Get<RunDriver>().DriveToRestAsync(run, CancellationToken.None);

    /// <summary>Publishes, starts and drives.</summary>
    public async Task<(RunId Run, RunState State)> RunAsync(string yaml, params (string Name, string Value)[] inputs)
    {
        await PublishAsync(yaml);
        var run = await StartRunAsync(PipelineDefinition.Parse(yaml).Name, inputs);
        return (run, await DriveAsync(run));
    }

    /// <summary>How many runs a sweep finds that can go on, where every wake-up was taken and nothing came of it.</summary>
    public async Task<int> SweepAsync()
    {
        await using (var db = Open())
            await db.Outbox.Where(m => m.DispatchedAt == null).ExecuteUpdateAsync(m => m.SetProperty(x => x.DispatchedAt, DateTime.UnixEpoch));
        using var rescue = Rescue();
        return await rescue.SweepAsync(CancellationToken.None);
    }

    /// <summary>What a stopping process does last.</summary>
    public async Task StopAsync()
    {
        using var rescue = Rescue();
        await rescue.StopAsync(CancellationToken.None);
    }

    /// <summary>The steps of a run, by their place.</summary>
    public async Task<List<StepRun>> StepsAsync(RunId run)
    {
        await using var db = Open();
        return await db.StepRuns.AsNoTracking().Where(s => s.RunId == run).OrderBy(s => s.Position).ThenBy(s => s.Item).ToListAsync();
    }

    public async Task<Run> RunRowAsync(RunId run)
    {
        await using var db = Open();
        return await db.Runs.AsNoTracking().SingleAsync(r => r.Id == run);
    }

    /// <summary>The calls that were sent; one that was superseded because a busy machine held the worker up never was.</summary>
    public async Task<List<ModelCall>> CallsAsync(RunId run)
    {
        await using var db = Open();
        return await db.ModelCalls.AsNoTracking().Where(c => c.RunId == run && c.State != CallState.Superseded).OrderBy(c => c.CreatedAt).ToListAsync();
    }

    public async Task<Money> LedgerAsync(RunId run)
    {
        await using var db = Open();
        return new Money(await db.LedgerEntries.Where(e => e.RunId == run).SumAsync(e => e.Amount.Nanos));
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        if (provider is not null) await provider.DisposeAsync();
        if (!isBeside) await Database.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private OrphanRescue Rescue() => ActivatorUtilities.CreateInstance<OrphanRescue>(services);

    private sealed class FixedProviders(IReadOnlyList<ProviderSettings> settings) : IProviderRegistry, IDisposable
    {
        private readonly List<OpenAICompatibleProvider> providers = [.. settings.Select(s => new OpenAICompatibleProvider(s, TimeProvider.System, OutboundClient.Naming(s.BaseUrl)))];

        public IReadOnlyList<ProviderSettings> Configured => settings;

        public IReadOnlyDictionary<string, string> Problems { get; } = new Dictionary<string, string>();

        public IModelProvider Get(string name) => providers.Find(p => p.Name == name) ?? throw new ProviderMissingException(name);

        public void Refresh()
        {
            // They do not change.
        }

        public void Dispose()
        {
            foreach (var provider in providers) provider.Dispose();
        }
    }
}
