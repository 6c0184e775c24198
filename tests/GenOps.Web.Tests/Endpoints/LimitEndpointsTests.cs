using System.Net.Http.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Pipelines.Samples;

namespace GenOps.Web.Tests.Endpoints;

/// <summary>Runs at once and priorities over HTTP.</summary>
public sealed class LimitEndpointsTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Pipeline = "release-announcement";
    private const string Limits = $"/api/v1/pipelines/{Pipeline}/limits";

    [Fact]
    public async Task Limits_OfAPipeline_MakeRunsWaitVisiblyUntilThereIsRoom()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        await api.PostAsync("/api/v1/providers/sandbox/pause", new JsonObject { ["reason"] = "so that the first keeps its place" }).JsonAsync();
        var set = await PutAsync(api, new JsonObject { ["runsAtOnce"] = 1, ["priority"] = "low" }).JsonAsync();
        Assert.Equal((1, "low"), ((int)set["runsAtOnce"]!, (string?)set["priority"]));
        var first = await StartAsync(api, null);
        await AtAsync(api, first, r => (string?)r["state"] == "running");
        var second = await StartAsync(api, "normal");

        var waiting = await AtAsync(api, second, r => r["waits"] is not null);
        Assert.Equal(("pending", "normal", "runPlace"), ((string?)waiting["state"], (string?)waiting["priority"], (string?)waiting["waits"]!["for"]));
        var row = (await api.GetAsync($"/api/v1/runs?pipeline={Pipeline}&state=pending").JsonAsync())["items"]![0]!;
        Assert.Equal(waiting["waits"]!.ToJsonString(), row["waits"]!.ToJsonString());
        Assert.Equal("high", (string?)(await api.PostAsync($"/api/v1/runs/{second}/priority", new JsonObject { ["priority"] = "high" }).JsonAsync())["priority"]);
        Assert.Equal("low", (string?)(await api.GetAsync($"/api/v1/runs/{first}").JsonAsync())["priority"]);

        var free = await PutAsync(api, new JsonObject { ["runsAtOnce"] = null }).JsonAsync();
        Assert.Equal((null, "low"), (free["runsAtOnce"], (string?)free["priority"]));
        await AtAsync(api, second, r => (string?)r["state"] == "running");
        await api.PostAsync("/api/v1/providers/sandbox/resume", new JsonObject()).JsonAsync();
        await AtAsync(api, second, r => (string?)r["state"] == "waitingForReview");
    }

    [Fact]
    public async Task Limits_ThatCannotBe_AreRefused()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        await PutAsync(api, new JsonObject { ["runsAtOnce"] = 0 }).ProblemAsync(400);
        await PutAsync(api, new JsonObject { ["priority"] = "urgent" }).ProblemAsync(400);
        await api.PutAsync(new Uri("/api/v1/pipelines/nothing/limits", UriKind.Relative), JsonContent.Create(new JsonObject())).ProblemAsync(404);
        await PutAsync(await host.WithRoleAsync(Roles.Finance), new JsonObject { ["runsAtOnce"] = 1 }).ProblemAsync(403);
        await api.PostAsync($"/api/v1/runs/{Guid.NewGuid()}/priority", new JsonObject { ["priority"] = "low" }).ProblemAsync(404);
        await api.PostAsync("/api/v1/runs", new JsonObject { ["pipeline"] = Pipeline, ["priority"] = "urgent" }).ProblemAsync(400);
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient api, JsonObject body) => api.PutAsync(new Uri(Limits, UriKind.Relative), JsonContent.Create(body));

    private static async Task<string> StartAsync(HttpClient api, string? priority)
    {
        var inputs = SamplePipelines.All.First(s => s.Name == Pipeline).ExampleInputs.DeepClone();
        var body = new JsonObject { ["pipeline"] = Pipeline, ["inputs"] = inputs, ["money"] = "sandbox", ["priority"] = priority };
        return (string)(await api.PostAsync("/api/v1/runs", body).JsonAsync(201))["id"]!;
    }

    private static async Task<JsonNode> AtAsync(HttpClient api, string run, Func<JsonNode, bool> there)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var now = await api.GetAsync($"/api/v1/runs/{run}").JsonAsync();
            if (there(now)) return now;
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(2), now.ToJsonString());
            await Task.Delay(100);
        }
    }
}
