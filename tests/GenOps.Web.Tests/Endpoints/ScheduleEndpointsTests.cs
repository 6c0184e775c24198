using System.Text.Json.Nodes;
using GenOps.Core.Access;

namespace GenOps.Web.Tests.Endpoints;

/// <summary>Schedules over HTTP: made, looked at, paused, changed, removed; with the right role and a cure for each mistake.</summary>
public sealed class ScheduleEndpointsTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Schedule_FromMakingToRemoving_TellsTheNextTenAndItsState()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        var made = await api.PostAsync("/api/v1/schedules", Body("0 9 * * 1-5")).JsonAsync(201);
        var path = $"/api/v1/schedules/{made["schedule"]!["id"]}";
        Assert.Equal(10, made["upcoming"]!.AsArray().Count);
        Assert.All(made["upcoming"]!.AsArray(), u => Assert.Contains("T09:00:00", (string)u!["local"]!, StringComparison.Ordinal));
        Assert.Equal(("queue", 30), ((string)made["schedule"]!["policies"]!["overlap"]!, (int)made["schedule"]!["policies"]!["jitterSeconds"]!));

        var changed = await api.PostAsync(path, new JsonObject { ["misfire"] = "all", ["misfireLimit"] = 7 }).JsonAsync();
        Assert.Equal(
            ("0 9 * * 1-5", "all", 7, "queue"),
            ((string)changed["schedule"]!["cron"]!, (string)changed["schedule"]!["policies"]!["misfire"]!, (int)changed["schedule"]!["policies"]!["misfireLimit"]!,
                (string)changed["schedule"]!["policies"]!["overlap"]!));

        var paused = await api.PostAsync($"{path}/pause", new JsonObject { ["until"] = "2999-01-01T00:00:00Z", ["reason"] = "holidays" }).JsonAsync();
        Assert.StartsWith("2999", (string)paused["schedule"]!["nextAt"]!, StringComparison.Ordinal);
        Assert.Contains("holidays", (string)paused["schedule"]!["pauseReason"]!, StringComparison.Ordinal);
        Assert.Null((await api.PostAsync($"{path}/resume", new JsonObject()).JsonAsync())["schedule"]!["pausedUntil"]);
        await api.PostAsync($"{path}/resume", new JsonObject()).ProblemAsync(409);

        Assert.Null((await api.PostAsync($"{path}/disable", new JsonObject()).JsonAsync())["schedule"]!["nextAt"]);
        Assert.NotNull((await api.PostAsync($"{path}/enable", new JsonObject()).JsonAsync())["schedule"]!["nextAt"]);
        Assert.Contains((await api.GetAsync("/api/v1/schedules?pipeline=release-announcement").JsonAsync())["items"]!.AsArray(), s => path.EndsWith((string)s!["id"]!, StringComparison.Ordinal));

        await api.DeleteAsync(new Uri(path, UriKind.Relative)).JsonAsync();
        await api.GetAsync(path).ProblemAsync(404);
    }

    [Fact]
    public async Task Add_WithMistakes_NamesEachField()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        var body = Body("at nine");
        body["jitterSeconds"] = 4000;

        var problem = await api.PostAsync("/api/v1/schedules", body).ProblemAsync(400);

        Assert.Equal(["cron", "jitterSeconds"], problem["errors"]!.AsArray().Select(e => (string)e!["field"]!));
        Assert.All(problem["errors"]!.AsArray(), e => Assert.NotEmpty((string)e!["cure"]!));
    }

    [Fact]
    public async Task Schedules_WithoutTheRole_AreReadOnly()
    {
        var reviewer = await host.WithRoleAsync(Roles.Reviewer);

        await reviewer.GetAsync("/api/v1/schedules").JsonAsync();
        await reviewer.PostAsync("/api/v1/schedules", Body("0 9 * * *")).ProblemAsync(403);
    }

    private static JsonObject Body(string cron) => new()
    {
        ["pipeline"] = "release-announcement",
        ["cron"] = cron,
        ["timeZone"] = "Europe/Berlin",
        ["money"] = "sandbox",
        ["overlap"] = "queue",
        ["jitterSeconds"] = 30,
        ["inputs"] = new JsonObject { ["notes"] = "# 1.0\n- Made on {{ occurrence.date }}", ["product"] = "Harbour" },
    };
}
