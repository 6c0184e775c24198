using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Starts.Triggers;

namespace GenOps.Web.Tests.Endpoints;

/// <summary>Triggers over HTTP: a signed request starts one run without any key, and a file in a folder becomes one.</summary>
public sealed class TriggerEndpointsTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Webhook_SignedRequest_StartsOneRunHoweverOftenItIsSent()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        var made = await api.PostAsync("/api/v1/triggers", new JsonObject
        {
            ["pipeline"] = "release-announcement",
            ["name"] = "releases",
            ["kind"] = "webhook",
            ["money"] = "sandbox",
            ["inputs"] = new JsonObject { ["product"] = "Harbour" },
            ["mapping"] = new JsonObject { ["notes"] = "release.body" },
        }).JsonAsync(201);
        var (path, secret) = ($"/api/v1/triggers/{made["trigger"]!["id"]}", (string)made["secret"]!);
        const string Body = """{"release":{"body":"# 1.0\n- Prints timetables"}}""";

        var first = await SendAsync(path, secret, Body).JsonAsync(202);
        var again = await SendAsync(path, secret, Body).JsonAsync(202);
        Assert.Equal((false, true), ((bool)first["repeated"]!, (bool)again["repeated"]!));
        Assert.Equal((string)first["runId"]!, (string)again["runId"]!);
        Assert.Equal("webhook", (string)(await api.GetAsync($"/api/v1/runs/{first["runId"]}").JsonAsync())["trigger"]!);
        await SendAsync(path, "another secret", Body).ProblemAsync(401);
        await host.Stranger().GetAsync(path).ProblemAsync(401);

        var shown = await api.GetAsync(path).JsonAsync();
        Assert.DoesNotContain(secret, shown.ToJsonString(), StringComparison.Ordinal);
        var rotated = await api.PostAsync($"{path}/rotate", new JsonObject()).JsonAsync();
        await SendAsync(path, secret, Body).ProblemAsync(401);
        await api.PostAsync($"{path}/disable", new JsonObject()).JsonAsync();
        await SendAsync(path, (string)rotated["secret"]!, Body).ProblemAsync(409);
        await api.DeleteAsync(new Uri(path, UriKind.Relative)).JsonAsync();
        await SendAsync(path, secret, Body).ProblemAsync(404);
    }

    [Fact]
    public async Task Folder_FilePutIn_BecomesARunAndIsMovedToDone()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        var made = await api.PostAsync("/api/v1/triggers", new JsonObject
        {
            ["pipeline"] = "release-announcement",
            ["name"] = "inbox",
            ["kind"] = "folder",
            ["money"] = "sandbox",
            ["folder"] = "releases",
            ["fileInput"] = "notes",
            ["settleSeconds"] = 1,
            ["inputs"] = new JsonObject { ["product"] = "Harbour" },
        }).JsonAsync(201);
        var folder = (string)made["trigger"]!["folder"]!;
        await File.WriteAllTextAsync(Path.Combine(folder, "notes.md"), "# 1.0\n- Prints timetables");

        var began = TimeProvider.System.GetTimestamp();
        while (!File.Exists(Path.Combine(folder, TriggerFolders.Done, "notes.md")))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Limit);
            await Task.Delay(200);
        }

        var shown = await api.GetAsync($"/api/v1/triggers/{made["trigger"]!["id"]}").JsonAsync();
        Assert.NotNull(Assert.Single(shown["deliveries"]!.AsArray())!["runId"]);
    }

    [Fact]
    public async Task Triggers_WithoutTheRole_CannotBeMade() =>
        await (await host.WithRoleAsync(Roles.Reviewer)).PostAsync(
            "/api/v1/triggers", new JsonObject { ["pipeline"] = "release-announcement", ["name"] = "x", ["kind"] = "webhook" }).ProblemAsync(403);

    private async Task<HttpResponseMessage> SendAsync(string path, string secret, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-GenOps-Timestamp", timestamp);
        request.Headers.Add("X-GenOps-Signature", TakeWebhook.Sign(secret, timestamp, bytes));
        request.Headers.Add("X-GenOps-Delivery", "delivery-1");
        return await host.Stranger().SendAsync(request);
    }
}
