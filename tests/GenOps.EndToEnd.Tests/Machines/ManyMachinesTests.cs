using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GenOps.Core.Data;
using GenOps.Core.Runs;
using GenOps.EndToEnd.Tests.Pages;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GenOps.EndToEnd.Tests.Machines;

/// <summary>One web process and three workers on one PostgreSQL: the pages are here, the work is there, and a worker may die.</summary>
public sealed class ManyMachinesTests
{
    private const int Runs = 12;

    /// <summary>The samples' own first runs, one of each.</summary>
    private const int Samples = 3;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task OneWebAndThreeWorkers_AWorkerKilled_EveryRunEndsAndThePageFollows()
    {
        var certificate = KeysCertificate.Make();
        await using var server = await PostgresServer.StartAsync(durable: true);
        var database = await server.CreateDatabaseAsync("machines");
        await using var web = await StartAsync("web", database, certificate);
        var workers = new List<GenOpsProcess>();
        try
        {
            for (var i = 0; i < 3; i++) workers.Add(await StartAsync("worker", database, certificate));
            await using var second = await StartAsync("web", database, certificate);
            await using var context = await BrowserProgram.NewContextAsync(web.Address);
            var page = await context.NewPageAsync();
            await PageServer.SignInAsync(page, GenOpsStart.AdminEmail, GenOpsStart.Password);
            await page.OpenAsync("/operations/workers");
            await Expect(page.Locator("tbody tr", new PageLocatorOptions { HasText = "Alive" })).ToHaveCountAsync(5);

            await page.OpenAsync("/operations/runs?pipeline=release-announcement");
            await StartRunsAsync(web);
            await workers[0].KillAsync();

            await using var services = new ServiceCollection().AddGenOpsDatabase(new DatabaseChoice(database, IsPostgres: true)).BuildServiceProvider();
            var contexts = services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>();
            await UntilAllWaitForReviewAsync(contexts);
            await using var db = await contexts.CreateDbContextAsync();
            var worked = await db.ModelCalls.Select(c => c.Node).Distinct().ToListAsync();
            var able = await db.Nodes.Where(n => n.Role == "worker").Select(n => n.Home).ToListAsync();
            Assert.Subset(able.ToHashSet(), worked.ToHashSet());
            Assert.True(worked.Count >= 2, "One worker did all of it.");

            // Nobody reloads the page: what the workers did arrives by itself.
            await Expect(page.Locator("tbody tr", new PageLocatorOptions { HasText = "Waiting for review" })).ToHaveCountAsync(Runs + 1);

            // The session of one web process is good at the other: they share their keys.
            await page.GotoAsync(new Uri(second.Address, "/operations/workers").ToString());
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Workers and queue" })).ToBeVisibleAsync();

            // So is its end: what was opened at the one follows a sign-out at the other.
            var elsewhere = await context.NewPageAsync();
            await elsewhere.GotoAsync("/account/logout");
            await elsewhere.ClickAsync("button[type=submit]");
            await Expect(page).ToHaveURLAsync(new Regex($"^{Regex.Escape(new Uri(second.Address, "/account/login").ToString())}"));
            Assert.DoesNotContain("masterKey", await StoredKeysAsync(contexts), StringComparison.Ordinal);
        }
        finally
        {
            foreach (var worker in workers) await worker.DisposeAsync();
            File.Delete(certificate);
        }
    }

    [Fact]
    public async Task Serve_AsAWorkerOnSqlite_SaysWhyNotInOneLine()
    {
        var folder = Directory.CreateTempSubdirectory("genops-role-").FullName;

        var ended = await GenOpsProgram.RunAsync("serve", "--role", "worker", "--data", folder, "--urls", "http://127.0.0.1:0");

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("needs PostgreSQL", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static Task<GenOpsProcess> StartAsync(string role, string database, string certificate) => GenOpsProcess.StartAsync(new GenOpsStart
    {
        ConnectionString = database,
        Samples = true,
        Environment = new Dictionary<string, string>
        {
            ["GenOps__Role"] = role,
            ["GenOps__Keys__Certificate"] = certificate,
            ["GenOps__Recovery__Lease"] = "00:00:06",
            ["GenOps__Recovery__Sweep"] = "00:00:01",
        },
    });

    private static async Task StartRunsAsync(GenOpsProcess web)
    {
        var card = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(web.DataFolder, "server.json")))!;
        using var http = new HttpClient { BaseAddress = web.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)card["Token"]);
        foreach (var number in Enumerable.Range(1, Runs))
        {
            var body = new JsonObject
            {
                ["pipeline"] = "release-announcement",
                ["money"] = "sandbox",
                ["inputs"] = new JsonObject { ["notes"] = $"# Release {number}\n\n- Exports are {number} times faster\n- A new dark theme\n- Fixed a crash when a file is empty\n" },
            };
            using var answer = await http.PostAsJsonAsync("/api/v1/runs", body);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    private static async Task UntilAllWaitForReviewAsync(IDbContextFactory<GenOpsDbContext> contexts)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            await using var db = await contexts.CreateDbContextAsync(limit.Token);
            var states = await db.Runs.Select(r => r.State).ToListAsync(limit.Token);
            if (states.Count(s => s is RunState.WaitingForReview or RunState.Succeeded) == states.Count && states.Count == Runs + Samples) return;
            await Task.Delay(200, limit.Token);
        }
    }

    private static async Task<string> StoredKeysAsync(IDbContextFactory<GenOpsDbContext> contexts)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var keys = await db.ProtectionKeys.Select(k => k.Xml).ToListAsync();
        Assert.NotEmpty(keys);
        Assert.All(keys, xml => Assert.Contains("EncryptedData", xml, StringComparison.Ordinal));
        return string.Concat(keys);
    }
}
