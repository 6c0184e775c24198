using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Pipelines.Samples;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Endpoints;

/// <summary>The operator's levers over HTTP.</summary>
public sealed class LeverEndpointsTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Pause_StepAhead_StopsTheRunThereUntilItIsResumed()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        await api.PostAsync("/api/v1/pipelines/release-announcement/pause", new JsonObject { ["reason"] = "stock-taking", ["runsUnderWay"] = false }).JsonAsync();
        await StartAsync(api).ProblemAsync(409);
        await api.PostAsync("/api/v1/pipelines/release-announcement/resume", new JsonObject()).JsonAsync();
        await api.PostAsync("/api/v1/providers/sandbox/pause", new JsonObject { ["reason"] = "before the start" }).JsonAsync();
        var run = (string)(await StartAsync(api).JsonAsync(201))["id"]!;

        await api.PostAsync($"/api/v1/runs/{run}/steps/sign_off/pause", new JsonObject { ["reason"] = "the editor is away", ["until"] = "2036-01-01" }).JsonAsync();
        await api.PostAsync($"/api/v1/runs/{run}/pause", new JsonObject { ["reason"] = "wait" }).JsonAsync();
        var holds = await api.GetAsync("/api/v1/holds").JsonAsync();
        Assert.Equal(["run", "step", "provider"], holds["items"]!.AsArray().Select(h => (string)h!["scope"]!));
        await api.PostAsync($"/api/v1/runs/{run}/pause", new JsonObject { ["reason"] = "again" }).ProblemAsync(409);
        await api.PostAsync($"/api/v1/runs/{run}/steps/banner/pause", new JsonObject()).ProblemAsync(400);
        await api.PostAsync($"/api/v1/runs/{run}/steps/nothing/pause", new JsonObject { ["reason"] = "x" }).ProblemAsync(404);

        await api.PostAsync($"/api/v1/runs/{run}/resume", new JsonObject()).JsonAsync();
        await api.PostAsync("/api/v1/providers/sandbox/resume", new JsonObject()).JsonAsync();
        var stopped = await AtAsync(api, run, r => StateOf(r, "sign_off") == "ready");
        Assert.Equal("running", (string)stopped["state"]!);
        Assert.Equal("the editor is away", (string?)Assert.Single(stopped["holds"]!.AsArray())!["reason"]);

        await api.PostAsync($"/api/v1/runs/{run}/steps/sign_off/resume", new JsonObject()).JsonAsync();
        await AtAsync(api, run, r => (string?)r["state"] == "waitingForReview");
    }

    [Fact]
    public async Task Resume_WhatABudgetHolds_IsRefusedWithTheCure()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        await api.PostAsync("/api/v1/providers/sandbox/pause", new JsonObject { ["reason"] = "so that it waits" }).JsonAsync();
        var run = (string)(await StartAsync(api).JsonAsync(201))["id"]!;
        var step = (string)Steps(await api.GetAsync($"/api/v1/runs/{run}").JsonAsync()).Single(s => (string)s["id"]! == "facts")["stepRunId"]!;
        var hold = new Hold
        {
            Id = Id.New<HoldId>(),
            Scope = HoldScope.Step,
            Target = step,
            RunId = RunId.From(Guid.Parse(run)),
            StepRunId = StepRunId.From(Guid.Parse(step)),
            Cause = WaitKind.Budget,
            CauseTarget = Id.New<BudgetId>().ToString(),
            Reason = "no room",
            By = "GenOps",
            PlacedAt = TimeProvider.System.UtcNow(),
        };
        await using (var db = await host.Services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>().CreateDbContextAsync())
        {
            db.Add(hold);
            await db.SaveChangesAsync();
        }

        var refusal = await api.PostAsync($"/api/v1/runs/{run}/steps/facts/resume", new JsonObject()).ProblemAsync(409);

        Assert.Contains("Raise it", (string?)refusal["detail"], StringComparison.Ordinal);
        Assert.Contains((await api.GetAsync("/api/v1/holds").JsonAsync())["items"]!.AsArray(), h => (string?)h!["id"] == hold.Id.ToString());
        await api.PostAsync($"/api/v1/runs/{run}/cancel", new JsonObject { ["reason"] = "seen" }).JsonAsync();
        await api.PostAsync("/api/v1/providers/sandbox/resume", new JsonObject()).JsonAsync();
    }

    [Fact]
    public async Task Rerun_FromALaterStep_TakesOverWhatWasDone()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        var run = (string)(await StartAsync(api).JsonAsync(201))["id"]!;
        await AtAsync(api, run, r => (string?)r["state"] == "waitingForReview");
        await api.PostAsync($"/api/v1/runs/{run}/retry", new JsonObject()).ProblemAsync(409);

        var again = await api.PostAsync($"/api/v1/runs/{run}/rerun", new JsonObject { ["fromStep"] = "check", ["reason"] = "a second look" }).JsonAsync(201);

        Assert.Equal(run, (string?)again["rerunOf"]);
        Assert.Equal(["banner", "facts", "posts", "sizes"], Steps(again).Where(s => s["reusedFrom"] is not null).Select(s => (string)s["id"]!).Distinct().Order());
        var done = await AtAsync(api, (string)again["id"]!, r => (string?)r["state"] == "waitingForReview");
        Assert.Equal(["check"], Steps(done).Where(s => s["calls"]!.AsArray().Count > 0).Select(s => (string)s["id"]!));
        await api.PostAsync($"/api/v1/runs/{run}/rerun", new JsonObject { ["fromStep"] = "nothing" }).ProblemAsync(404);
        await api.PostAsync($"/api/v1/runs/{run}/rerun", new JsonObject { ["inputs"] = new JsonObject { ["colour"] = "red" } }).ProblemAsync(400);
    }

    [Fact]
    public async Task Reroute_PreviewedPlacedAndTakenBack_IsListedAsSuch()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        foreach (var name in (string[])["alpha", "beta"])
        {
            await host.Services.GetRequiredService<SaveProvider>().ExecuteAsync(
                Actor.System,
                new SaveProviderRequest(new ProviderDraft
                {
                    Name = name,
                    BaseUrl = "http://127.0.0.1:9/v1",
                    Models = new Dictionary<Tier, string> { [Tier.Small] = $"{name}-small" },
                }, AllowInside: true),
                CancellationToken.None);
        }

        var body = new JsonObject { ["fromProvider"] = "alpha", ["toProvider"] = "beta", ["tier"] = "small", ["reason"] = "alpha is down" };
        var preview = await api.PostAsync("/api/v1/reroutes/preview", body.DeepClone()).JsonAsync();
        Assert.Equal(0, (int)preview["pendingSteps"]!);
        Assert.Contains(preview["lines"]!.AsArray(), l => (string?)l!["from"] == "alpha/alpha-small" && (string?)l["to"] == "beta/beta-small" && l["unknown"] is not null);

        var placed = await api.PostAsync("/api/v1/reroutes", body.DeepClone()).JsonAsync(201);
        Assert.True((bool)placed["inForce"]!);
        var over = await api.PostAsync($"/api/v1/reroutes/{placed["id"]}/takeback", new JsonObject()).JsonAsync();
        Assert.False((bool)over["inForce"]!);
        await api.PostAsync($"/api/v1/reroutes/{placed["id"]}/takeback", new JsonObject()).ProblemAsync(409);
        Assert.Single((await api.GetAsync("/api/v1/reroutes").JsonAsync())["items"]!.AsArray());
        await api.PostAsync("/api/v1/reroutes", new JsonObject { ["toProvider"] = "gamma", ["reason"] = "x" }).ProblemAsync(400);
    }

    [Fact]
    public async Task Batch_CancelOfAFilter_EndsThoseRunsAndNoOther()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        await api.PostAsync("/api/v1/providers/sandbox/pause", new JsonObject { ["reason"] = "so that they wait" }).JsonAsync();
        // What another test left under way may end by itself meanwhile, and to cancel that is refused.
        var from = TimeProvider.System.GetUtcNow().ToString("O");
        var runs = new List<string>();
        for (var i = 0; i < 3; i++) runs.Add((string)(await StartAsync(api).JsonAsync(201))["id"]!);
        var filter = new JsonObject { ["pipeline"] = "release-announcement", ["money"] = "sandbox", ["from"] = from };
        await api.PostAsync("/api/v1/run-batches", new JsonObject { ["action"] = "pause", ["filter"] = filter.DeepClone() }).ProblemAsync(400);
        await api.PostAsync("/api/v1/run-batches", new JsonObject { ["action"] = "retry", ["filter"] = filter.DeepClone() }).ProblemAsync(409);

        var batch = await api.PostAsync("/api/v1/run-batches", new JsonObject { ["action"] = "cancel", ["filter"] = filter.DeepClone() }).JsonAsync(202);

        Assert.Equal(3, (int)batch["total"]!);
        foreach (var run in runs) await AtAsync(api, run, r => (string?)r["state"] == "cancelled");
        await api.PostAsync("/api/v1/providers/sandbox/resume", new JsonObject()).JsonAsync();
        var told = await api.GetAsync($"/api/v1/run-batches/{batch["id"]}").JsonAsync();
        Assert.Equal(0, (int)told["refused"]!);
    }

    [Fact]
    public async Task Start_WithAnIdempotencyKey_StartsOnce()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        api.DefaultRequestHeaders.Add("Idempotency-Key", "order-4711");

        var first = await StartAsync(api).JsonAsync(201);
        var second = await StartAsync(api).JsonAsync();

        Assert.Equal((string?)first["id"], (string?)second["id"]);
        await api.PostAsync("/api/v1/runs", new JsonObject { ["pipeline"] = "support-reply" }).ProblemAsync(409);
        var other = await host.WithRoleAsync(Roles.Admin);
        other.DefaultRequestHeaders.Add("Idempotency-Key", "order-4711");
        await StartAsync(other).JsonAsync(201);
    }

    [Fact]
    public async Task Withdraw_WhatWasNotAccepted_IsRefused()
    {
        var api = await host.WithRoleAsync(Roles.Reviewer);
        var operators = await host.WithRoleAsync(Roles.Operator);
        var run = (string)(await StartAsync(operators).JsonAsync(201))["id"]!;
        var waiting = await AtAsync(operators, run, r => (string?)r["state"] == "waitingForReview");
        var output = (string)waiting["outputs"]![0]!["outputId"]!;

        await api.PostAsync($"/api/v1/outputs/{output}/withdraw", new JsonObject { ["reason"] = "wrong" }).ProblemAsync(422);
        await api.PostAsync($"/api/v1/reviews/{waiting["openReviews"]![0]!["id"]}/decision", new JsonObject { ["decision"] = "approve" }).JsonAsync();
        await api.PostAsync($"/api/v1/outputs/{output}/withdraw", new JsonObject()).ProblemAsync(400);
        var withdrawn = await api.PostAsync($"/api/v1/outputs/{output}/withdraw", new JsonObject { ["reason"] = "wrong" }).JsonAsync();
        Assert.Equal("withdrawn", (string?)withdrawn["state"]);
    }

    [Fact]
    public async Task Levers_WithoutTheRole_AreRefused()
    {
        var api = await host.WithRoleAsync(Roles.Reviewer);

        await api.PostAsync("/api/v1/providers/sandbox/pause", new JsonObject { ["reason"] = "x" }).ProblemAsync(403);
        await api.PostAsync("/api/v1/pipelines/release-announcement/resume", new JsonObject()).ProblemAsync(403);
        await api.PostAsync($"/api/v1/calls/{Guid.NewGuid()}/settle", new JsonObject { ["decision"] = "writeOff" }).ProblemAsync(403);
    }

    [Fact]
    public async Task Settle_CallThatIsNotThere_SaysSo()
    {
        var api = await host.WithRoleAsync(Roles.Operator);

        await api.PostAsync($"/api/v1/calls/{Guid.NewGuid()}/settle", new JsonObject { ["decision"] = "writeOff" }).ProblemAsync(404);
        await api.PostAsync($"/api/v1/calls/{Guid.NewGuid()}/settle", new JsonObject { ["decision"] = "forget" }).ProblemAsync(400);
    }

    private static Task<HttpResponseMessage> StartAsync(HttpClient api)
    {
        var sample = SamplePipelines.All.First(s => s.Name == "release-announcement");
        var body = new JsonObject { ["pipeline"] = sample.Name, ["inputs"] = sample.ExampleInputs.DeepClone(), ["money"] = "sandbox" };
        return api.PostAsync("/api/v1/runs", body);
    }

    private static IEnumerable<JsonNode> Steps(JsonNode run) => run["steps"]!.AsArray().Select(s => s!);

    private static string? StateOf(JsonNode run, string step) =>
        (string?)run["steps"]!.AsArray().First(s => (string?)s!["id"] == step && s["item"] is null)!["state"];

    private static async Task<JsonNode> AtAsync(HttpClient api, string run, Func<JsonNode, bool> there)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var now = await api.GetAsync($"/api/v1/runs/{run}").JsonAsync();
            if (there(now)) return now;
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Limit && (string?)now["state"] is "pending" or "running", now.ToJsonString());
            await Task.Delay(100);
        }
    }
}
