using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers;
using Microsoft.Extensions.DependencyInjection;

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

    [Fact]
    public async Task Failover_OfTwoProvidersOfATier_ShowsTheirOrderAndTheMark()
    {
        var admin = await host.WithRoleAsync(Roles.Admin);
        var operators = await host.WithRoleAsync(Roles.Operator);
        foreach (var name in new[] { "acme", "zeta" })
        {
            var draft = new ProviderDraft { Name = name, BaseUrl = $"https://{name}.example/v1", Models = new Dictionary<Tier, string> { [Tier.Small] = "m" } };
            await host.Services.GetRequiredService<SaveProvider>().ExecuteAsync(Actor.System, new SaveProviderRequest(draft), CancellationToken.None);
        }

        Assert.Equal("acme first, zeta fallback", Small(await operators.GetAsync("/api/v1/providers/failover").JsonAsync()));
        await operators.PostAsync("/api/v1/providers/zeta/place", new JsonObject { ["order"] = 1 }).ProblemAsync(403);
        await admin.PostAsync("/api/v1/providers/nobody/place", new JsonObject { ["order"] = 1 }).ProblemAsync(404);
        var wrong = await admin.PostAsync("/api/v1/providers/zeta/place", new JsonObject { ["order"] = 0 }).ProblemAsync(400);
        Assert.Equal("order", (string?)wrong["errors"]![0]!["field"]);

        await admin.PostAsync("/api/v1/providers/zeta/place", new JsonObject { ["order"] = 1 }).JsonAsync();
        var state = await admin.PostAsync("/api/v1/providers/acme/place", new JsonObject { ["neverFallback"] = true }).JsonAsync();

        Assert.Equal("zeta first, acme never", Small(state));
        await admin.PostAsync("/api/v1/providers/failover", new JsonObject { ["answer"] = true }).ProblemAsync(409);
        await admin.PostAsync("/api/v1/providers/failover", new JsonObject()).ProblemAsync(400);

        static string Small(JsonNode state)
        {
            var tier = state["tiers"]!.AsArray().Single(t => (string?)t!["tier"] == "small");
            return string.Join(", ", tier!["places"]!.AsArray().Select(p => $"{p!["provider"]} {p["role"]}"));
        }
    }
}
