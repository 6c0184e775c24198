using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GenOps.Testing;
using GenOps.Web.Hosting;

namespace GenOps.EndToEnd.Tests.Machines;

/// <summary>A running server whose disk is full, whose database goes away and comes back, or whose file is damaged.</summary>
public sealed class StorageTroubleTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Serve_DiskFull_SaysSoEverywhereAndGoesOnByItself()
    {
        await using var receiver = await AlertReceiver.StartAsync();
        await using var server = await GenOpsProcess.StartAsync(new GenOpsStart { Environment = receiver.Settings });

        await TroubleAsync(server, receiver, HttpStatusCode.InsufficientStorage, "The disk is full", () => server.LimitFilesAsync(512));

        await server.LimitFilesAsync(null);
        await GoesOnAsync(server, receiver);
    }

    [Fact]
    public async Task Serve_DatabaseGoneAndBack_SaysSoEverywhereAndGoesOnByItself()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var receiver = await AlertReceiver.StartAsync();
        await using var server = await GenOpsProcess.StartAsync(new GenOpsStart { ConnectionString = await postgres.CreateDatabaseAsync("genops"), Environment = receiver.Settings });

        await TroubleAsync(server, receiver, HttpStatusCode.ServiceUnavailable, "The database cannot be reached", postgres.PauseAsync);

        await postgres.ContinueAsync();
        await GoesOnAsync(server, receiver);
    }

    [Fact]
    public async Task Serve_FileDamaged_SaysSoAndAgainAtTheNextStart()
    {
        await using var receiver = await AlertReceiver.StartAsync();
        await using var server = await GenOpsProcess.StartAsync(new GenOpsStart { Environment = receiver.Settings });

        using var http = Caller(server);
        await DamageAsync(server.DataFolder);
        await ReasonAsync(server, http, "database", "The database is damaged");
        await AlertAsync(server, receiver);

        await server.KillAsync();
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(server.RestartAsync);
        Assert.Contains("is damaged, or its file is no database. Restore it from a backup", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", server.Output, StringComparison.Ordinal);
    }

    private static async Task TroubleAsync(GenOpsProcess server, AlertReceiver receiver, HttpStatusCode status, string sentence, Func<Task> begin)
    {
        using var http = Caller(server);
        var form = Regex.Matches(await http.GetStringAsync(At("/account/login")), "<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")
            .Select(m => KeyValuePair.Create(m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value)));
        using var signIn = new FormUrlEncodedContent([.. form, new("Input.Email", GenOpsStart.AdminEmail), new("Input.Password", "the wrong one")]);
        await begin();
        await ReasonAsync(server, http, "write", sentence);
        using var refused = await http.PostAsJsonAsync(At("/api/v1/apikeys"), new { name = "one", role = "Auditor" });
        Assert.Equal((status, "application/problem+json"), (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);

        using var page = await http.PostAsync(At("/account/login"), signIn);
        Assert.Equal((status, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        var text = await page.Content.ReadAsStringAsync();
        Assert.Contains(sentence, text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);

        await AlertAsync(server, receiver);
    }

    private static async Task ReasonAsync(GenOpsProcess server, HttpClient http, string check, string sentence)
    {
        await UntilAsync(async () => (await http.GetAsync(At("/readyz"))).StatusCode == HttpStatusCode.ServiceUnavailable, "/readyz to tell");
        var reasons = JsonNode.Parse(await (await http.GetAsync(At("/readyz"))).Content.ReadAsStringAsync())!;
        Assert.Contains(reasons["checks"]!.AsArray(), c => (string?)c!["name"] == check && ((string?)c["reason"])?.Contains(sentence, StringComparison.Ordinal) == true);
        Assert.DoesNotContain(server.DataFolder, reasons.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(At("/healthz"))).StatusCode);
    }

    private static async Task AlertAsync(GenOpsProcess server, AlertReceiver receiver)
    {
        await UntilAsync(() => Task.FromResult(receiver.Heard.Contains(("alert.raised", "storage"))), "the alert");
        Assert.Single(receiver.Heard);
        Assert.DoesNotContain("   at ", server.Output, StringComparison.Ordinal);
    }

    private static async Task GoesOnAsync(GenOpsProcess server, AlertReceiver receiver)
    {
        using var http = Caller(server);
        await UntilAsync(async () => (await http.GetAsync(At("/readyz"))).StatusCode == HttpStatusCode.OK, "/readyz to be well");
        using var taken = await http.PostAsJsonAsync(At("/api/v1/apikeys"), new { name = "one", role = "Auditor" });
        Assert.True(taken.IsSuccessStatusCode, $"{taken.StatusCode}");
        await UntilAsync(() => Task.FromResult(receiver.Heard.Count == 2), "the alert to end");
        Assert.Equal([("alert.raised", "storage"), ("alert.resolved", "storage")], receiver.Heard);
    }

    private static async Task DamageAsync(string folder)
    {
        foreach (var file in (string[])["genops.db", "genops.db-wal"])
        {
            var path = Path.Combine(folder, file);
            var noise = new byte[new FileInfo(path).Length];
            new Random(3).NextBytes(noise);
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            await stream.WriteAsync(noise);
        }
    }

    private static HttpClient Caller(GenOpsProcess server)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServerCard.Read(server.DataFolder)!.Token);
        return http;
    }

    private static Uri At(string path) => new(path, UriKind.Relative);

    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(waited.Elapsed < Limit, $"Waited in vain for {what}.");
            await Task.Delay(200);
        }
    }
}
