using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Pipelines.Samples;

namespace GenOps.Web.Tests.Endpoints;

/// <summary>Budgets over HTTP: a hard one holds a run, raising it lets the run go on, and what it spent is what its rows sum to.</summary>
public sealed class BudgetEndpointsTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task HardBudget_TooSmallForARun_HoldsItUntilRaised()
    {
        var finance = await host.WithRoleAsync(Roles.Finance);
        var operators = await host.WithRoleAsync(Roles.Operator);
        var auditor = await host.WithRoleAsync(Roles.Auditor);
        var wanted = new JsonObject
        {
            ["scope"] = "pipeline",
            ["target"] = "release-announcement",
            ["period"] = "month",
            ["money"] = "sandbox",
            ["amountUsd"] = 0.000001,
        };
        await operators.PostAsync("/api/v1/budgets", wanted.DeepClone()).ProblemAsync(403);
        var budget = await finance.PostAsync("/api/v1/budgets", wanted.DeepClone()).JsonAsync(201);
        await finance.PostAsync("/api/v1/budgets", wanted).ProblemAsync(409);
        var path = $"/api/v1/budgets/{budget["id"]}";

        var run = await StartAsync(operators);
        var held = await UntilAsync(operators, run, r => r["holds"]!.AsArray().Count > 0);
        Assert.Contains("hard budget", held["holds"]![0]!["reason"]!.ToString());
        Assert.True((int)(await auditor.GetAsync(path).JsonAsync())["held"]! > 0);
        Assert.Equal(0, (long)held["costNanoUsd"]!);

        await finance.PostAsync($"{path}/amount", new JsonObject { ["amountUsd"] = 5, ["reason"] = "the campaign" }).JsonAsync();
        var waiting = await UntilAsync(operators, run, r => (string?)r["state"] == "waitingForReview");

        var after = await auditor.GetAsync(path).JsonAsync();
        var rows = await auditor.GetAsync($"{path}/rows").JsonAsync();
        Assert.True((long)waiting["costNanoUsd"]! > 0);
        Assert.Equal(((long)waiting["costNanoUsd"]!, 0L), ((long)after["spentNanoUsd"]!, (long)after["reservedNanoUsd"]!));
        Assert.Equal((long)after["spentNanoUsd"]!, (long)rows["sumNanoUsd"]!);
        await finance.PostAsync($"{path}/end", new JsonObject()).JsonAsync();
        await finance.PostAsync($"{path}/amount", new JsonObject { ["amountUsd"] = 9 }).ProblemAsync(409);
    }

    [Fact]
    public async Task Create_OfWhatCannotBe_SaysWhatWouldBeRight()
    {
        var finance = await host.WithRoleAsync(Roles.Finance);

        var amount = await finance.PostAsync("/api/v1/budgets", new JsonObject { ["scope"] = "everything", ["amountUsd"] = 0 }).ProblemAsync(400);
        var target = await finance.PostAsync("/api/v1/budgets", new JsonObject { ["scope"] = "pipeline", ["target"] = "nothing", ["amountUsd"] = 1 }).ProblemAsync(400);

        Assert.Contains("above 0", amount.ToJsonString());
        Assert.Contains("There is no pipeline", target.ToJsonString());
    }

    private static async Task<JsonNode> StartAsync(HttpClient api)
    {
        var sample = SamplePipelines.All.First(s => s.Name == "release-announcement");
        var body = new JsonObject { ["pipeline"] = sample.Name, ["inputs"] = sample.ExampleInputs.DeepClone(), ["money"] = "sandbox" };
        return await api.PostAsync("/api/v1/runs", body).JsonAsync(201);
    }

    private static async Task<JsonNode> UntilAsync(HttpClient api, JsonNode run, Func<JsonNode, bool> so)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var now = await api.GetAsync($"/api/v1/runs/{run["id"]}").JsonAsync();
            if (so(now)) return now;
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Limit, now.ToJsonString());
            await Task.Delay(100);
        }
    }
}
