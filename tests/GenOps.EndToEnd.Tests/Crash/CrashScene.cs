using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using GenOps.FakeProvider;
using GenOps.FakeProvider.Bills;
using GenOps.FakeProvider.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.EndToEnd.Tests.Crash;

/// <summary>A real server on a SQLite file, a real provider that bills to disk, and somebody who pulls the plug.</summary>
public sealed class CrashScene : IAsyncDisposable
{
    private const string Model = "gpt-4o-mini";

    private const string Pipeline = """
        name: crash
        input: { notes: text }
        steps:
          - id: facts
            prompt:
              tier: small
              template: "Find the highlights of: {{ input.notes }}"
              schema: { type: object, properties: { highlights: { type: array, items: { type: string } } }, required: [highlights] }
          - id: posts
            map: { over: steps.facts.output.highlights, as: highlight }
            prompt: { tier: small, template: "Write a post about {{ highlight }}" }
          - id: check
            judge: { of: [posts], rubric: "Complete and true" }
        outputs:
          - name: kit
            artifacts: [posts]
        """;

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly Random random;

    private CrashScene(FakeProviderProcess provider, GenOpsProcess server, int seed)
    {
        Provider = provider;
        Server = server;
        random = new Random(seed);
    }

    public FakeProviderProcess Provider { get; }

    public GenOpsProcess Server { get; }

    public static async Task<CrashScene> StartAsync(int seed, bool lookUp)
    {
        var provider = await FakeProviderProcess.StartAsync(new FakeControl { LookUp = lookUp, LatencyMs = 5, LatencyMaxMs = 60, Seed = seed });
        var server = await GenOpsProcess.StartAsync(new GenOpsStart
        {
            Environment = new Dictionary<string, string>
            {
                ["GenOps__Providers__fake__BaseUrl"] = provider.BaseUrl.ToString(),
                ["GenOps__Providers__fake__ApiKey"] = "key",
                ["GenOps__Providers__fake__Models__Small"] = Model,
                ["GenOps__Providers__fake__Models__Standard"] = Model,
                ["GenOps__Providers__fake__LookUp"] = lookUp ? "true" : "false",
                ["GenOps__Providers__fake__InDoubt"] = "Hold",
                ["GenOps__Recovery__LookUpGrace"] = "00:00:02",
                ["GenOps__Recovery__LookUpPause"] = "00:00:00.500",
                ["GenOps__Recovery__Sweep"] = "00:00:01",
            },
        });
        var scene = new CrashScene(provider, server, seed);
        await scene.PrepareAsync();
        return scene;
    }

    /// <summary>Starts runs through the API, and kills the server at random moments until all are started and the kills are spent.</summary>
    public async Task RunThroughKillsAsync(int runs, int kills)
    {
        var started = 0;
        while (started < runs || kills > 0)
        {
            using var cut = new CancellationTokenSource();
            var starting = StartRunsAsync(runs - started, cut.Token);
            if (kills > 0)
            {
                await Task.Delay(random.Next(100, 1500));
                kills--;
                await Server.KillAsync();
                await cut.CancelAsync();
                await starting;
                await Server.RestartAsync();
            }
            else
            {
                await starting;
            }

            // What the API had committed before it died counts, whether its answer arrived or not.
            started = await CountAsync(db => db.Runs);
        }
    }

    /// <summary>Waits until no run can go on any more: each ended, or is held.</summary>
    public async Task SettleAsync()
    {
        var patience = TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(4);
        while (await UnfinishedAsync() is { Count: > 0 } unfinished)
        {
            if (TimeProvider.System.GetUtcNow() > patience)
                throw new InvalidOperationException($"{unfinished.Count} runs neither ended nor are held: {string.Join(", ", unfinished.Take(5))}\n{Server.Output}");
            await Task.Delay(500);
        }

        await Server.StopAsync();
    }

    /// <summary>What the bills come to by the public list price of the model, each call rounded by itself.</summary>
    public static long BilledNanos(IEnumerable<Bill> bills) => bills.Sum(bill =>
    {
        var prompt = bill.Usage.GetProperty("prompt_tokens").GetInt64();
        var cached = bill.Usage.TryGetProperty("prompt_tokens_details", out var details) && details.TryGetProperty("cached_tokens", out var c) ? c.GetInt64() : 0;
        var completion = bill.Usage.GetProperty("completion_tokens").GetInt64();
        // $0.15, $0.075 and $0.60 per million tokens are 150, 75 and 600 nano-dollars a token.
        return ((prompt - cached) * 150) + (cached * 75) + (completion * 600);
    });

    /// <summary>The database, while no server has it.</summary>
    public GenOpsDbContext Open() => new SqliteGenOpsDbContext(
        new DbContextOptionsBuilder<SqliteGenOpsDbContext>().UseSqlite($"Data Source={Path.Combine(Server.DataFolder, "genops.db")};Default Timeout=60").Options);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Server.DisposeAsync();
        await Provider.DisposeAsync();
    }

    private async Task PrepareAsync()
    {
        var key = await GenOpsProgram.RunAsync("apikey", "add", "--name", "crash", "--role", Roles.Operator, "--data", Server.DataFolder);
        if (key.ExitCode != 0) throw new InvalidOperationException(key.Error);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Output.Trim());
        var services = new ServiceCollection()
            .AddGenOpsDatabase(DatabaseChoice.From(null, Server.DataFolder))
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IDefinitionSurroundings, Anything>()
            .AddSingleton<DefinitionCheck>()
            .AddSingleton<PublishPipeline>();
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<PublishPipeline>().ExecuteAsync(Actor.System, Pipeline, CancellationToken.None);
    }

    private async Task StartRunsAsync(int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            try
            {
                using var answer = await http.PostAsJsonAsync(
                    new Uri(Server.Address, "/api/v1/runs"),
                    new JsonObject { ["pipeline"] = "crash", ["inputs"] = new JsonObject { ["notes"] = $"Release {i}: search is faster. Dark mode arrives. Exports to CSV." } },
                    cancellationToken);
                answer.EnsureSuccessStatusCode();
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // The server was killed under the request; what it had committed is counted afterwards.
                return;
            }
        }
    }

    private async Task<List<string>> UnfinishedAsync()
    {
        await using var db = Open();
        var held = await db.Holds.Where(h => h.Scope == HoldScope.Step && h.ReleasedAt == null).Select(h => h.Target).ToListAsync();
        var open = await db.StepRuns
            .Where(s => s.State == StepState.Ready || s.State == StepState.Running)
            .Select(s => new { s.Id, s.RunId, s.StepId, s.State, s.Problem }).ToListAsync();
        return [.. open.Where(s => !held.Contains(s.Id.ToString())).Select(s => $"{s.RunId} {s.StepId} {s.State} {s.Problem}")];
    }

    private async Task<int> CountAsync<T>(Func<GenOpsDbContext, IQueryable<T>> rows)
    {
        await using var db = Open();
        return await rows(db).CountAsync();
    }

    private sealed class Anything : IDefinitionSurroundings
    {
        public IModelCatalogue? Models => null;

        public IReadOnlyCollection<string> Channels => ["folder"];
    }
}
