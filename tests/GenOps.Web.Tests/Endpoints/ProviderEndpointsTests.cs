using System.Text.Json.Nodes;
using GenOps.Core.Access;

namespace GenOps.Web.Tests.Endpoints;

/// <summary>Limits, circuits and health over HTTP.</summary>
public sealed class ProviderEndpointsTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Limit_SetByAnOperator_ShowsInTheHealth()
    {
        var operators = await host.WithRoleAsync(Roles.Operator);
        var auditor = await host.WithRoleAsync(Roles.Auditor);
        await auditor.PostAsync("/api/v1/providers/openai/limit", new JsonObject { ["atOnce"] = 3 }).ProblemAsync(403);
        await operators.PostAsync("/api/v1/providers/openai/limit", new JsonObject { ["requestsPerMinute"] = 0 }).ProblemAsync(400);

        await operators.PostAsync("/api/v1/providers/openai/limit", new JsonObject { ["atOnce"] = 3, ["tokensPerMinute"] = 20000 }).JsonAsync();

        var health = await auditor.GetAsync("/api/v1/providers/health").JsonAsync();
        var row = health["models"]!.AsArray().Single(m => (string?)m!["provider"] == "openai");
        Assert.Equal((3, 20000), ((int)row!["atOnce"]!, (int)row["tokensPerMinute"]!));
        await operators.PostAsync("/api/v1/providers/openai/circuit/close", new JsonObject { ["model"] = "gpt-4o" }).ProblemAsync(409);
    }
}
