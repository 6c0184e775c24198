using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.EndToEnd.Tests.Pages;
using GenOps.FakeProvider.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace GenOps.EndToEnd.Tests.Levers;

/// <summary>A real server, two real providers that bill to disk, and an operator at a real browser.</summary>
public sealed class LeverScene : IAsyncDisposable
{
    public const string Pipeline = "steered";

    private const string Model = "gpt-4o-mini";

    private const string Yaml = """
        name: steered
        failover: false
        input: { notes: text }
        steps:
          - id: facts
            prompt: { tier: small, template: "Find the highlights of: {{ input.notes }}" }
          - id: post
            prompt: { tier: standard, template: "Write a post about {{ steps.facts.output }}" }
        outputs:
          - name: post
            artifacts: [post]
        """;

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private GenOpsProcess? server;
    private FakeProviderProcess? alpha;
    private FakeProviderProcess? beta;
    private IPage? opened;

    /// <summary>The provider that the policy prefers.</summary>
    public FakeProviderProcess Alpha => alpha!;

    /// <summary>The other one.</summary>
    public FakeProviderProcess Beta => beta!;

    /// <summary>Starts everything, with the pipeline in place.</summary>
    public static async Task<LeverScene> StartAsync()
    {
        var scene = new LeverScene();
        await scene.PrepareAsync();
        return scene;
    }

    private async Task PrepareAsync()
    {
        alpha = await FakeProviderProcess.StartAsync();
        beta = await FakeProviderProcess.StartAsync();
        var environment = new Dictionary<string, string> { ["GenOps__Recovery__Sweep"] = "00:00:02" };
        foreach (var (name, provider) in new[] { ("alpha", alpha), ("beta", beta) })
        {
            environment[$"GenOps__Providers__{name}__BaseUrl"] = provider.BaseUrl.ToString();
            environment[$"GenOps__Providers__{name}__ApiKey"] = "key";
            environment[$"GenOps__Providers__{name}__Models__Small"] = Model;
            environment[$"GenOps__Providers__{name}__Models__Standard"] = Model;
            environment[$"GenOps__Providers__{name}__InDoubt"] = "Hold";
        }

        server = await GenOpsProcess.StartAsync(new GenOpsStart { Environment = environment });
        await PublishedPipelines.AddAsync(DatabaseChoice.From(null, server.DataFolder), Yaml);
        var key = await GenOpsProgram.RunAsync("apikey", "add", "--name", "levers", "--role", Roles.Operator, "--data", server.DataFolder);
        Assert.True(key.ExitCode == 0, key.Error);
        http.BaseAddress = server.Address;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Output.Trim());
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        // A page whose server is gone tries to reach it for as long as it is open.
        if (opened is not null) await opened.Context.CloseAsync();
        if (server is not null) await server.DisposeAsync();
        if (alpha is not null) await alpha.DisposeAsync();
        if (beta is not null) await beta.DisposeAsync();
    }

    /// <summary>A page of a browser in which an administrator is signed in.</summary>
    public async Task<IPage> OpenAsync()
    {
        var page = await (await BrowserProgram.NewContextAsync(server!.Address)).NewPageAsync();
        opened = page;
        await PageServer.SignInAsync(page, GenOpsStart.AdminEmail, GenOpsStart.Password);
        return page;
    }

    /// <summary>Starts a run through the API.</summary>
    public async Task<string> StartRunAsync(string notes)
    {
        var body = new JsonObject { ["pipeline"] = Pipeline, ["inputs"] = new JsonObject { ["notes"] = notes }, ["money"] = "live" };
        using var answer = await http.PostAsJsonAsync("/api/v1/runs", body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return (string)JsonNode.Parse(text)!["id"]!;
    }

    /// <summary>Sends a command through the API.</summary>
    public async Task PostAsync(string path, JsonObject body)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Runs a command of the command line against the server.</summary>
    public async Task<string> CommandAsync(params string[] arguments)
    {
        var result = await GenOpsProgram.RunAsync([.. arguments, "--data", server!.DataFolder]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    /// <summary>Waits until the database says so.</summary>
    public async Task UntilAsync(Func<GenOpsDbContext, Task<bool>> there, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await using (var db = Open())
            {
                if (await there(db)) return;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(3), $"{what} did not come about.\n{server!.Output}");
            await Task.Delay(100);
        }
    }

    /// <summary>The database beside the server.</summary>
    public GenOpsDbContext Open() => new SqliteGenOpsDbContext(
        new DbContextOptionsBuilder<SqliteGenOpsDbContext>().UseSqlite($"Data Source={Path.Combine(server!.DataFolder, "genops.db")};Default Timeout=60").Options);
}
