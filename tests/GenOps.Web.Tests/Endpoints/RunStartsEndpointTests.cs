using System.Net.Http.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Pipelines.Samples;

namespace GenOps.Web.Tests.Endpoints;

public sealed class RunStartsEndpointTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Start_GoodAndBadOnes_TellsTheRunOrTheProblemOfEach()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        var body = new JsonObject
        {
            ["runs"] = new JsonArray(Start("a"), new JsonObject { ["pipeline"] = "missing" }, JsonValue.Create(7), new JsonObject(), Start("a"), new JsonObject { ["pipeline"] = "release-announcement" }),
        };

        var answer = await api.PostAsync("/api/v1/runs:batch", body).JsonAsync();

        Assert.Equal((1, 1, 4), ((int)answer["started"]!, (int)answer["known"]!, (int)answer["refused"]!));
        var items = answer["items"]!.AsArray();
        Assert.Equal([0, 1, 2, 3, 4, 5], items.Select(i => (int)i!["index"]!));
        Assert.Equal((string?)items[0]!["run"], (string?)items[4]!["run"]);
        Assert.Equal([404, 400, 400, 400], items.Select(i => i!["problem"]).OfType<JsonObject>().Select(p => (int)p["status"]!));
        Assert.Equal(("pipeline", "notes"), (FieldOf(items[3]!), FieldOf(items[5]!)));
        var run = await api.GetAsync($"/api/v1/runs/{items[0]!["run"]}").JsonAsync();
        Assert.Equal(("release-announcement", "sandbox", "api"), ((string?)run["pipeline"], (string?)run["money"], (string?)run["trigger"]));
    }

    [Fact]
    public async Task Start_KeyOfAStartAlone_IsKnown()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/runs") { Content = JsonContent.Create(Start(null)) };
        request.Headers.Add("Idempotency-Key", "b");
        var alone = await api.SendAsync(request).JsonAsync(201);

        var answer = await api.PostAsync("/api/v1/runs:batch", new JsonObject { ["runs"] = new JsonArray(Start("b")) }).JsonAsync();

        Assert.Equal(((string?)alone["id"], false), ((string?)answer["items"]![0]!["run"], (bool)answer["items"]![0]!["started"]!));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"runs": {}}""")]
    [InlineData("""{"runs": []}""")]
    public async Task Start_NoList_NamesTheField(string body)
    {
        var problem = await host.CommandLine().PostAsync("/api/v1/runs:batch", JsonNode.Parse(body)!).ProblemAsync(400);

        Assert.Equal("runs", (string?)Assert.Single(problem["errors"]!.AsArray())!["field"]);
    }

    [Fact]
    public async Task Start_MoreThanAThousand_IsRefused()
    {
        var body = new JsonObject { ["runs"] = new JsonArray([.. Enumerable.Range(0, 1001).Select(_ => Start(null))]) };

        var problem = await host.CommandLine().PostAsync("/api/v1/runs:batch", body).ProblemAsync(400);

        Assert.Contains("1001 starts were given.", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ByWhoMayNot_IsRefused() =>
        await (await host.WithRoleAsync(Roles.Auditor)).PostAsync("/api/v1/runs:batch", new JsonObject { ["runs"] = new JsonArray(Start(null)) }).ProblemAsync(403);

    private static string? FieldOf(JsonNode item) => (string?)Assert.Single(item["problem"]!["errors"]!.AsArray())!["field"];

    private static JsonObject Start(string? key)
    {
        var sample = SamplePipelines.All.First(s => s.Name == "release-announcement");
        var start = new JsonObject { ["pipeline"] = sample.Name, ["inputs"] = sample.ExampleInputs.DeepClone(), ["money"] = "sandbox" };
        if (key is not null) start["idempotencyKey"] = key;
        return start;
    }
}
