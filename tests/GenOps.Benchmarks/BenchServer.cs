using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Data;
using GenOps.Core.Runs;
using GenOps.Testing.Processes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Benchmarks;

/// <summary>GenOps as processes of its own on one database, with a chain of three prompts to run.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private const string Chain = $$$"""
        name: chain
        input: { text: text }
        steps:
          - id: first
            prompt: { model: bench/{{{InstantProvider.Model}}}, template: "Sum up: {{ input.text }}" }
          - id: second
            prompt: { model: bench/{{{InstantProvider.Model}}}, template: "Shorten: {{ steps.first.output }}" }
          - id: third
            prompt: { model: bench/{{{InstantProvider.Model}}}, template: "Translate: {{ steps.second.output }}" }
        outputs:
          - name: text
            artifacts: [third]
        """;

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromMinutes(5) };
    private readonly ServiceProvider services;
    private readonly Inside inside;

    private BenchServer(IReadOnlyList<GenOpsProcess> processes, DatabaseChoice choice, Inside inside)
    {
        this.inside = inside;
        Processes = processes;
        services = new ServiceCollection().AddGenOpsDatabase(choice).BuildServiceProvider();
    }

    /// <summary>The first serves the API.</summary>
    public IReadOnlyList<GenOpsProcess> Processes { get; }

    /// <summary>Starts one process that does everything, on SQLite or on the given database.</summary>
    public static Task<BenchServer> StartAsync(InstantProvider provider, int runsAtOnce, string? connection = null, string? dataFolder = null, OlderBuild? build = null, string? without = null) =>
        StartAsync([Start(provider, runsAtOnce, connection, without is null ? [] : new Dictionary<string, string> { [StartupHook.WithoutVariable] = without }) with { DataFolder = dataFolder, Program = build?.Program }]);

    /// <summary>Starts one web process and workers on PostgreSQL.</summary>
    public static Task<BenchServer> StartWorkersAsync(InstantProvider provider, int workers, int runsAtOnce, string connection, string certificate) => StartAsync(
    [
        Start(provider, runsAtOnce, connection, Role("web", certificate)),
        .. Enumerable.Range(0, workers).Select(_ => Start(provider, runsAtOnce, connection, Role("worker", certificate))),
    ]);

    /// <summary>The database, beside the processes.</summary>
    public GenOpsDbContext Open() => services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>().CreateDbContext();

    /// <summary>Starts runs of the chain through the API, several requests at a time.</summary>
    public Task StartRunsAsync(int count) => StartRunsAsync(count, "chain", ChainInputs);

    /// <summary>Starts one run through the API.</summary>
    public Task StartRunAsync(string pipeline, JsonObject inputs) => PostAsync("runs", new JsonObject { ["pipeline"] = pipeline, ["inputs"] = inputs });

    /// <summary>Asks the API for something.</summary>
    /// <exception cref="HttpRequestException">It refused; the message holds its answer.</exception>
    public async Task PostAsync(string path, JsonObject body)
    {
        using var answer = await http.PostAsJsonAsync($"/api/v1/{path}", body);
        if (!answer.IsSuccessStatusCode) throw new HttpRequestException($"{path}: {await answer.Content.ReadAsStringAsync()}", null, answer.StatusCode);
    }

    /// <summary>Runs the chain so often and says how long each took; a few to warm up come before.</summary>
    public Task<Chains> MeasureAsync(int count, int warmUp) => MeasureAsync(count, warmUp, "chain", ChainInputs);

    /// <summary>Runs a pipeline so often, with the inputs for each number, and says how long each took; a few to warm up come before.</summary>
    public async Task<Chains> MeasureAsync(int count, int warmUp, string pipeline, Func<int, JsonObject> inputs)
    {
        await StartRunsAsync(warmUp, pipeline, inputs);
        await UntilEndedAsync();
        DateTime began;
        // Only what every revision has: an older one's database is read by the same queries.
        await using (var db = Open()) began = await db.Runs.MaxAsync(r => r.EndedAt) ?? DateTime.MinValue;
        var (before, allocated) = (Processes[0].ProcessorTime, (await inside.ReadAsync()).Allocated);
        await StartRunsAsync(count, pipeline, inputs);
        await UntilEndedAsync();
        var (processor, bytes) = (Processes[0].ProcessorTime - before, (await inside.ReadAsync()).Allocated - allocated);
        await using (var db = Open())
        {
            var runs = await db.Runs.Where(r => r.TriggeredAt > began).Select(r => new { r.State, r.StartedAt, r.EndedAt, r.Problem }).ToListAsync();
            var failed = runs.Where(r => r.State != RunState.Succeeded).ToList();
            if (failed.Count > 0 || runs.Count != count)
                throw new InvalidOperationException($"{failed.Count} of {runs.Count} runs did not succeed; a figure of them would say nothing. {failed.FirstOrDefault()?.Problem}");
            return new Chains(
                runs.Count, runs.Max(r => r.EndedAt!.Value) - runs.Min(r => r.StartedAt!.Value), processor, bytes,
                [.. runs.Select(r => (r.EndedAt!.Value - r.StartedAt!.Value).TotalMilliseconds)]);
        }
    }

    /// <summary>Waits until every run has ended.</summary>
    public async Task UntilEndedAsync()
    {
        while (true)
        {
            await using var db = Open();
            if (!await db.Runs.AnyAsync(r => r.EndedAt == null && r.Trigger != "backlog")) return;
            await Task.Delay(50);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        foreach (var process in Processes) await process.DisposeAsync();
        await services.DisposeAsync();
        inside.Dispose();
    }

    private static JsonObject ChainInputs(int number) => new() { ["text"] = $"Text number {number}." };

    private Task StartRunsAsync(int count, string pipeline, Func<int, JsonObject> inputs) => Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, _) => await StartRunAsync(pipeline, inputs(number)));

    private static async Task<BenchServer> StartAsync(IReadOnlyList<GenOpsStart> starts)
    {
        var inside = new Inside();
        var processes = new List<GenOpsProcess>();
        foreach (var start in starts)
        {
            // The first alone tells of itself.
            var told = processes.Count == 0 ? start with { Environment = new Dictionary<string, string>([.. start.Environment, .. inside.Environment]) } : start;
            processes.Add(await GenOpsProcess.StartAsync(told));
        }

        var database = DatabaseChoice.From(starts[0].ConnectionString, processes[0].DataFolder);
        var server = new BenchServer(processes, database, inside);
        var card = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(processes[0].DataFolder, "server.json")))!;
        server.http.BaseAddress = processes[0].Address;
        server.http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)card["Token"]);
        if (starts[0].Program is null) await PublishedPipelines.AddAsync(database, Chain, MapBenchmark.Pipeline, InForce.Pipeline);
        else await using (var db = server.Open()) await OlderPipeline.AddAsync(db, Chain);
        return server;
    }

    private static Dictionary<string, string> Role(string role, string certificate) => new() { ["GenOps__Role"] = role, ["GenOps__Keys__Certificate"] = certificate };

    private static GenOpsStart Start(InstantProvider provider, int runsAtOnce, string? connection, Dictionary<string, string> further) => new()
    {
        ConnectionString = connection,
        Environment = new Dictionary<string, string>(further)
        {
            ["GenOps__Workers"] = $"{runsAtOnce}",
            ["GenOps__Providers__bench__BaseUrl"] = provider.Address.ToString(),
            ["GenOps__Providers__bench__ApiKey"] = "key",
            ["GenOps__Providers__bench__Models__Small"] = InstantProvider.Model,
            [$"GenOps__Providers__{InForce.Provider}__BaseUrl"] = provider.Address.ToString(),
            [$"GenOps__Providers__{InForce.Provider}__ApiKey"] = "key",
            // Another tier than the plain one's, so that neither answers for the other.
            [$"GenOps__Providers__{InForce.Provider}__Models__Frontier"] = InstantProvider.Model,
            ["Logging__LogLevel__Default"] = "Warning",
        },
    };
}

/// <summary>What a number of runs took.</summary>
/// <param name="Count">How many.</param>
/// <param name="Took">From the first one's begin to the last one's end.</param>
/// <param name="Processor">What the first process worked meanwhile, in all threads, the starting of the runs included.</param>
/// <param name="Allocated">What the first process allocated meanwhile, in bytes, the starting of the runs included.</param>
/// <param name="Milliseconds">Of each.</param>
internal sealed record Chains(int Count, TimeSpan Took, TimeSpan Processor, long Allocated, IReadOnlyList<double> Milliseconds)
{
    /// <summary>Chains in a second.</summary>
    public double Rate => Count / Took.TotalSeconds;
}
