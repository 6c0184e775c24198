using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Levers.Holds;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Endpoints;

/// <summary>Alerts over HTTP: a trouble is raised by the serving host itself, seen to, muted, and gone when it is over.</summary>
public sealed class AlertEndpointsTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Alert_OfAPausedPipeline_IsRaisedSeenToMutedAndGone()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        var pipeline = (await host.Services.GetRequiredService<PipelineDetailQuery>().FindAsync(Actor.System, "support-reply", CancellationToken.None))!.Id;
        await host.Services.GetRequiredService<PlaceHold>().ExecuteAsync(Actor.System, new HoldTarget.OfPipeline(pipeline, RunsUnderWay: true), "checking prices", null, CancellationToken.None);

        var alert = (await UntilAsync(api, open => open.Count == 1))[0]!;
        Assert.Equal(("held", 1), ((string)alert["kind"]!, (int)alert["count"]!));
        var path = $"/api/v1/alerts/{alert["id"]}";
        Assert.NotEmpty((string)(await api.PostAsync($"{path}/acknowledge", new JsonObject()).JsonAsync())["acknowledgedBy"]!);
        await api.PostAsync($"{path}/acknowledge", new JsonObject()).ProblemAsync(409);
        await api.PostAsync($"{path}/mute", new JsonObject { ["until"] = "2999-01-01", ["reason"] = "known" }).ProblemAsync(400);
        var until = TimeProvider.System.GetUtcNow().AddHours(1).ToString("O");
        Assert.Contains("known", (string)(await api.PostAsync($"{path}/mute", new JsonObject { ["until"] = until, ["reason"] = "known" }).JsonAsync())["muteReason"]!, StringComparison.Ordinal);
        Assert.Null((await api.PostAsync($"{path}/unmute", new JsonObject()).JsonAsync())["mutedUntil"]);
        await (await host.WithRoleAsync(Roles.Reviewer)).PostAsync($"{path}/acknowledge", new JsonObject()).ProblemAsync(403);

        await host.Services.GetRequiredService<ReleaseHold>().ExecuteAsync(Actor.System, new HoldTarget.OfPipeline(pipeline, RunsUnderWay: true), "", CancellationToken.None);
        await UntilAsync(api, open => open.Count == 0);
        Assert.NotNull(Assert.Single((await api.GetAsync("/api/v1/alerts?state=all").JsonAsync())["items"]!.AsArray())!["resolvedAt"]);
    }

    private static async Task<JsonArray> UntilAsync(HttpClient api, Func<JsonArray, bool> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var open = (await api.GetAsync("/api/v1/alerts").JsonAsync())["items"]!.AsArray();
            if (isSo(open)) return open;
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Limit, open.ToJsonString());
            await Task.Delay(200);
        }
    }
}
