using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Pipelines.Samples;

namespace GenOps.Web.Tests.Endpoints;

/// <summary>The main job over HTTP: start, wait, decide, find what was published and what it cost.</summary>
public sealed class RunEndpointsTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Run_FromStartToPublished_TellsStepsCallsCostAndPaths()
    {
        var api = await host.WithRoleAsync(Roles.Admin);
        var started = await StartAsync(api);
        Assert.Equal(("release-announcement", 1, "sandbox"), ((string)started["pipeline"]!, (int)started["version"]!, (string)started["money"]!));

        var waiting = await AtAsync(api, started, "waitingForReview");
        var reviews = await api.GetAsync("/api/v1/reviews?state=open").JsonAsync();
        var review = reviews["items"]!.AsArray().First(r => (string?)r!["runId"] == (string?)started["id"]);
        Assert.NotEmpty(review!["flags"]!.AsArray());
        Assert.All(waiting["outputs"]!.AsArray(), o => Assert.Null(o!["path"]));

        var decided = await api.PostAsync($"/api/v1/reviews/{review["id"]}/decision", new JsonObject { ["decision"] = "approve" }).JsonAsync();
        Assert.Equal((string?)started["id"], (string?)decided["runId"]);
        var done = await AtAsync(api, started, "succeeded");

        var calls = done["steps"]!.AsArray().SelectMany(s => s!["calls"]!.AsArray()).ToList();
        Assert.NotEmpty(calls);
        Assert.All(calls, c => Assert.NotEmpty(c!["usage"]!.AsObject()));
        Assert.All(calls, c => Assert.NotEmpty(c!["priceEntries"]!.AsArray()));
        var published = done["outputs"]!.AsArray().Where(o => o!["path"] is not null).ToList();
        Assert.NotEmpty(published);
        Assert.All(published, o => Assert.True(File.Exists((string)o!["path"]!), $"{o["path"]}"));

        var ledger = await api.GetAsync($"/api/v1/ledger?money=sandbox&run={started["id"]}").JsonAsync();
        Assert.Equal((long)done["costNanoUsd"]!, (long)ledger["sumNanoUsd"]!);
        Assert.Equal((long)done["costNanoUsd"]!, done["steps"]!.AsArray().Sum(s => (long)s!["costNanoUsd"]!));
        var live = await api.GetAsync($"/api/v1/ledger?money=live&run={started["id"]}").JsonAsync();
        Assert.Equal((0, 0L), ((int)live["total"]!, (long)live["sumNanoUsd"]!));
    }

    [Fact]
    public async Task Cancel_RunThatWaits_EndsItOnce()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        var started = await StartAsync(api);
        await AtAsync(api, started, "waitingForReview");

        var cancelled = await api.PostAsync($"/api/v1/runs/{started["id"]}/cancel", new JsonObject { ["reason"] = "a mistake" }).JsonAsync();

        Assert.Equal("cancelled", (string?)cancelled["state"]);
        Assert.Contains("a mistake", (string?)cancelled["problem"]);
        await api.PostAsync($"/api/v1/runs/{started["id"]}/cancel", new JsonObject()).ProblemAsync(409);

        var log = await api.GetAsync($"/api/v1/runs/{started["id"]}/log").JsonAsync();
        Assert.Contains(log["lines"]!.AsArray(), l => (string?)l!["kind"] == "person" && ((string)l["text"]!).Contains("a mistake", StringComparison.Ordinal));
        var text = await api.GetStringAsync($"/api/v1/runs/{started["id"]}/log?format=text&step=facts");
        Assert.Contains("Z  facts: Begun", text, StringComparison.Ordinal);
        Assert.DoesNotContain("a mistake", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_WithFilters_AreListedPageByPage()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        for (var i = 0; i < 3; i++) await StartAsync(api);

        var first = await api.GetAsync("/api/v1/runs?pipeline=release-announcement&money=sandbox&limit=2").JsonAsync();
        var second = await api.GetAsync($"/api/v1/runs?pipeline=release-announcement&money=sandbox&limit=2&cursor={first["next"]}").JsonAsync();

        Assert.Equal(2, first["items"]!.AsArray().Count);
        Assert.Empty(Ids(first).Intersect(Ids(second)));
        Assert.Equal(0, (int)(await api.GetAsync("/api/v1/runs?money=live").JsonAsync())["total"]!);
    }

    [Fact]
    public async Task Kpis_OfThePeriod_AreAllToldWithTheirMoney()
    {
        var api = await host.WithRoleAsync(Roles.Finance);

        var report = await api.GetAsync("/api/v1/kpis?money=sandbox").JsonAsync();

        Assert.Equal("sandbox", (string?)report["money"]);
        Assert.Contains(report["kpis"]!.AsArray(), k => (string?)k!["name"] == "cost-per-output");
        Assert.All(report["kpis"]!.AsArray(), k => Assert.True(k!["value"] is not null || k["missing"] is not null, k!.ToJsonString()));
    }

    private static async Task<JsonNode> StartAsync(HttpClient api)
    {
        var sample = SamplePipelines.All.First(s => s.Name == "release-announcement");
        var body = new JsonObject { ["pipeline"] = sample.Name, ["inputs"] = sample.ExampleInputs.DeepClone(), ["money"] = "sandbox" };
        return await api.PostAsync("/api/v1/runs", body).JsonAsync(201);
    }

    private static async Task<JsonNode> AtAsync(HttpClient api, JsonNode run, string state)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var now = await api.GetAsync($"/api/v1/runs/{run["id"]}").JsonAsync();
            if ((string?)now["state"] == state) return now;
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Limit && (string?)now["state"] is "pending" or "running" or "waitingForReview", now.ToJsonString());
            await Task.Delay(100);
        }
    }

    private static IEnumerable<string?> Ids(JsonNode page) => page["items"]!.AsArray().Select(r => (string?)r!["id"]);
}
