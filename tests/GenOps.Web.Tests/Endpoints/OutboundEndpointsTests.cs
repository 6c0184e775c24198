using System.Text.Json.Nodes;
using GenOps.Core.Access;

namespace GenOps.Web.Tests.Endpoints;

/// <summary>What is allowed inside the network, over HTTP.</summary>
public sealed class OutboundEndpointsTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static readonly JsonObject Body = new() { ["target"] = "10.0.0.5:8080", ["reason"] = "the model server" };

    [Fact]
    public async Task Allow_ByAnAdministrator_IsListedUntilItIsEnded()
    {
        var admin = await host.WithRoleAsync(Roles.Admin);
        await admin.PostAsync("/api/v1/outbound/allowances", new JsonObject { ["target"] = "169.254.169.254:80", ["reason"] = "x" }).ProblemAsync(400);
        await admin.PostAsync("/api/v1/outbound/allowances", new JsonObject { ["target"] = "10.0.0.5:8080" }).ProblemAsync(400);

        var made = await admin.PostAsync("/api/v1/outbound/allowances", Body.DeepClone()).JsonAsync(201);
        await admin.PostAsync("/api/v1/outbound/allowances", Body.DeepClone()).ProblemAsync(409);

        Assert.Equal("10.0.0.5:8080", (string?)(await admin.GetAsync("/api/v1/outbound").JsonAsync())["allowances"]!.AsArray().Single()!["target"]);
        var ended = await admin.PostAsync($"/api/v1/outbound/allowances/{made["id"]}/end", new JsonObject()).JsonAsync();
        Assert.NotNull(ended["endedAt"]);
        await admin.PostAsync($"/api/v1/outbound/allowances/{made["id"]}/end", new JsonObject()).ProblemAsync(409);
    }

    [Fact]
    public async Task Outbound_OtherRoles_MayNotChangeItAndOnlyAuditorsReadIt()
    {
        foreach (var role in Roles.All.Where(r => r != Roles.Admin))
        {
            var other = await host.WithRoleAsync(role);
            await other.PostAsync("/api/v1/outbound/allowances", Body.DeepClone()).ProblemAsync(403);
            await other.PostAsync($"/api/v1/outbound/allowances/{Guid.NewGuid()}/end", new JsonObject()).ProblemAsync(403);
            if (role == Roles.Auditor) await other.GetAsync("/api/v1/outbound").JsonAsync();
            else await other.GetAsync("/api/v1/outbound").ProblemAsync(403);
        }
    }
}
