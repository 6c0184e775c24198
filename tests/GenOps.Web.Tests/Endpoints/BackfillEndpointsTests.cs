using System.Text.Json.Nodes;
using GenOps.Core.Access;

namespace GenOps.Web.Tests.Endpoints;

/// <summary>A backfill over HTTP: started on lines, followed to its end, and refused where it cannot be.</summary>
public sealed class BackfillEndpointsTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Backfill_OverLines_StartsARunEachAndFinishes()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        var started = await api.PostAsync("/api/v1/backfills", Body("# 1.0\n# 1.1", 1)).JsonAsync(201);
        var path = $"/api/v1/backfills/{started["backfill"]!["id"]}";

        var began = TimeProvider.System.GetTimestamp();
        var done = started;
        while ((string)done["backfill"]!["state"]! != "finished")
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Limit, done.ToJsonString());
            await Task.Delay(200);
            done = await api.GetAsync(path).JsonAsync();
        }

        Assert.Equal(2, done["items"]!.AsArray().Select(i => (string)i!["runId"]!).Distinct().Count());
        await api.PostAsync($"{path}/cancel", new JsonObject()).ProblemAsync(409);
        Assert.Contains((await api.GetAsync("/api/v1/backfills").JsonAsync())["items"]!.AsArray(), b => path.EndsWith((string)b!["id"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Backfill_ChangedAndCancelled_StartsNoMore()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        var body = Body("a\nb\nc", 1);
        // No provider serves a live run here, so nothing starts before it is cancelled.
        body["money"] = "live";
        var started = await api.PostAsync("/api/v1/backfills", body).JsonAsync(201);
        var path = $"/api/v1/backfills/{started["backfill"]!["id"]}";

        var changed = await api.PostAsync($"{path}/change", new JsonObject { ["concurrency"] = 3, ["capUsd"] = 2.5 }).JsonAsync();
        Assert.Equal((3, 2_500_000_000L), ((int)changed["backfill"]!["concurrency"]!, (long)changed["backfill"]!["capNanoUsd"]!));
        var cancelled = await api.PostAsync($"{path}/cancel", new JsonObject { ["runs"] = true, ["reason"] = "a mistake" }).JsonAsync();

        Assert.Equal("cancelled", (string)cancelled["backfill"]!["state"]!);
        Assert.All(cancelled["items"]!.AsArray(), i => Assert.Equal("cancelled", (string)i!["state"]!));
    }

    [Fact]
    public async Task Backfill_WithoutSourceOrRole_IsRefused()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        await api.PostAsync("/api/v1/backfills", new JsonObject { ["pipeline"] = "release-announcement" }).ProblemAsync(400);
        await (await host.WithRoleAsync(Roles.Auditor)).PostAsync("/api/v1/backfills", Body("a", 1)).ProblemAsync(403);
    }

    private static JsonObject Body(string lines, int concurrency) => new()
    {
        ["pipeline"] = "release-announcement",
        ["input"] = "notes",
        ["lines"] = lines,
        ["inputs"] = new JsonObject { ["product"] = "Harbour" },
        ["money"] = "sandbox",
        ["concurrency"] = concurrency,
    };
}
