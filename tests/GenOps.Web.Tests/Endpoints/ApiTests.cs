using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using GenOps.Core.Access;

namespace GenOps.Web.Tests.Endpoints;

/// <summary>What holds for the whole API: who may, and how errors are told.</summary>
public sealed class ApiTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("/api/v1/runs")]
    [InlineData("/api/v1/me")]
    [InlineData("/api/v1/kpis")]
    public async Task Get_WithoutKey_IsRefusedWithAProblem(string path) => await host.Stranger().GetAsync(path).ProblemAsync(401);

    [Fact]
    public async Task Get_WithAWrongKey_IsRefused()
    {
        var client = host.Stranger();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "genops_wrong");

        await client.GetAsync("/api/v1/me").ProblemAsync(401);
    }

    [Fact]
    public async Task Me_OfAKey_TellsItsRole()
    {
        var me = await (await host.WithRoleAsync(Roles.Auditor)).GetAsync("/api/v1/me").JsonAsync();

        Assert.Equal("[\"Auditor\"]", me["roles"]!.ToJsonString());
    }

    [Fact]
    public async Task Health_WithoutKey_IsTold() =>
        Assert.Equal("healthy", (string?)(await host.Stranger().GetAsync("/healthz").JsonAsync())["status"]);

    [Fact]
    public async Task Ready_WithoutKey_NamesEachCheckAndNoPath()
    {
        var ready = await host.Stranger().GetAsync("/readyz").JsonAsync();

        Assert.Equal("ready", (string?)ready["status"]);
        Assert.Equal(["disk", "database", "migrations", "write"], ready["checks"]!.AsArray().Select(c => (string?)c!["name"]));
        Assert.All(ready["checks"]!.AsArray(), c => Assert.True((bool)c!["ok"]!));
        Assert.DoesNotContain("/", ready.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenApi_WithoutKey_ListsTheOperations()
    {
        var document = await host.Stranger().GetAsync("/openapi/v1.json").JsonAsync();

        var paths = document["paths"]!.AsObject().Select(p => p.Key).ToList();
        foreach (var path in new[] { "/runs", "/runs/{id}", "/runs/{id}/cancel", "/runs:batch", "/reviews", "/reviews/{id}/decision", "/kpis", "/kpis/{name}", "/kpis/{name}/rows", "/ledger", "/reconciliation", "/pipelines", "/prices" })
            Assert.Contains("/api/v1" + path, paths);
        Assert.DoesNotContain("/healthz", paths);
        Assert.NotNull(document["components"]!["securitySchemes"]!["bearer"]);
    }

    [Fact]
    public async Task Get_UnknownPath_IsAProblem() => await host.CommandLine().GetAsync("/api/v1/nothing").ProblemAsync(404);

    [Theory]
    [InlineData("/api/v1/runs/nonsense", 400, "id")]
    [InlineData("/api/v1/runs?state=tired", 400, "state")]
    [InlineData("/api/v1/runs?state=1", 400, "state")]
    [InlineData("/api/v1/runs?money=gold", 400, "money")]
    [InlineData("/api/v1/runs?from=yesterday", 400, "from")]
    [InlineData("/api/v1/runs?limit=0", 400, "limit")]
    [InlineData("/api/v1/runs?cursor=x", 400, "cursor")]
    [InlineData("/api/v1/ledger?kind=gold", 400, "kind")]
    [InlineData("/api/v1/reviews?state=shut", 400, "state")]
    [InlineData("/api/v1/kpis?from=2026-02-01&to=2026-01-01", 400, "to")]
    public async Task Get_WithAValueThatCannotBe_NamesTheField(string path, int status, string field)
    {
        var problem = await host.CommandLine().GetAsync(path).ProblemAsync(status);

        var error = Assert.Single(problem["errors"]!.AsArray());
        Assert.Equal(field, (string?)error!["field"]);
        Assert.NotEmpty((string)error["cure"]!);
    }

    [Theory]
    [InlineData("/api/v1/runs/0199b1f2-8a3c-7c1e-9f00-5d1f0a6b7c8d")]
    [InlineData("/api/v1/kpis?pipeline=unknown")]
    [InlineData("/api/v1/kpis/unknown/rows")]
    public async Task Get_WhatDoesNotExist_IsNotFound(string path) => await host.CommandLine().GetAsync(path).ProblemAsync(404);

    [Theory]
    [InlineData("{\"pipeline\":", "body")]
    [InlineData("[1]", "body")]
    [InlineData("{\"pipeline\":\"a\",\"pipeline\":\"b\"}", "body")]
    [InlineData("{}", "pipeline")]
    [InlineData("{\"pipeline\":7}", "pipeline")]
    [InlineData("{\"pipeline\":\"release-announcement\",\"inputs\":[]}", "inputs")]
    [InlineData("{\"pipeline\":\"release-announcement\",\"money\":\"gold\"}", "money")]
    [InlineData("{\"pipeline\":\"release-announcement\",\"inputs\":{\"notes\":{\"name\":\"a.md\",\"base64\":\"?\"}}}", "notes")]
    public async Task StartRun_WithABodyThatCannotBe_NamesTheField(string body, string field)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        var problem = await host.CommandLine().PostAsync(new Uri("/api/v1/runs", UriKind.Relative), content).ProblemAsync(400);

        Assert.Contains(problem["errors"]!.AsArray(), e => (string?)e!["field"] == field);
    }

    [Fact]
    public async Task StartRun_WithFiftyMegabytes_SaysThatItIsTooLarge()
    {
        var body = new JsonObject
        {
            ["pipeline"] = "release-announcement",
            ["inputs"] = new JsonObject { ["notes"] = new string('x', 50 * 1024 * 1024) },
        };

        var problem = await host.CommandLine().PostAsync("/api/v1/runs", body).ProblemAsync(413);

        Assert.Contains("32 MB", (string?)problem["detail"]);
    }

    [Fact]
    public async Task StartRun_WithATextAboveTheLimit_NamesFieldLimitAndCure()
    {
        var body = new JsonObject
        {
            ["pipeline"] = "release-announcement",
            ["inputs"] = new JsonObject { ["notes"] = new string('x', 11 * 1024 * 1024), ["product"] = "Harbour" },
        };

        var problem = await host.CommandLine().PostAsync("/api/v1/runs", body).ProblemAsync(413);

        var error = Assert.Single(problem["errors"]!.AsArray());
        Assert.Equal("notes", (string?)error!["field"]);
        Assert.Contains("10 MB", (string?)error["problem"]);
        Assert.Contains("GenOps:Limits:InputBytes", (string?)error["cure"]);
    }

    [Fact]
    public async Task StartRun_UnknownPipeline_IsNotFound() =>
        await host.CommandLine().PostAsync("/api/v1/runs", new JsonObject { ["pipeline"] = "unknown", ["inputs"] = new JsonObject() }).ProblemAsync(404);

    [Theory]
    [InlineData(Roles.Reviewer)]
    [InlineData(Roles.Finance)]
    [InlineData(Roles.Auditor)]
    public async Task StartRun_WithoutTheRole_IsForbidden(string role)
    {
        var client = await host.WithRoleAsync(role);

        await client.PostAsync("/api/v1/runs", new JsonObject { ["pipeline"] = "release-announcement", ["inputs"] = new JsonObject() }).ProblemAsync(403);
    }

    [Theory]
    [InlineData("/api/v1/kpis")]
    [InlineData("/api/v1/ledger")]
    public async Task Figures_ForAReviewer_AreForbidden(string path) => await (await host.WithRoleAsync(Roles.Reviewer)).GetAsync(path).ProblemAsync(403);

    [Fact]
    public async Task AddUser_ByAnOperator_IsForbidden()
    {
        var client = await host.WithRoleAsync(Roles.Operator);
        var body = new JsonObject { ["email"] = "eve@example.org", ["password"] = "correct horse battery staple", ["roles"] = new JsonArray("Admin") };

        await client.PostAsync("/api/v1/users", body).ProblemAsync(403);
    }
}
