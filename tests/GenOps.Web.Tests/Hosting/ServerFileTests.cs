using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Web.Auth;
using GenOps.Web.Hosting;
using GenOps.Web.Tests.Endpoints;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Hosting;

/// <summary>The file with the command line's token is read by its user only, and by no way the product itself offers.</summary>
public sealed class ServerFileTests(ApiHost host) : IClassFixture<ApiHost>
{
    private string File => ServerCard.FileIn(host.Folder);

    private string Token => host.Services.GetRequiredService<CommandLineAccess>().Token;

    [Fact]
    public void Started_TheFile_IsReadableByItsUserOnly()
    {
        Assert.Equal(Token, ServerCard.Read(host.Folder)!.Token);
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public async Task Started_LinksWhereTheFileGoes_AreReplacedAndNotWrittenThrough()
    {
        var folder = Directory.CreateTempSubdirectory("genops-card-").FullName;
        var (draft, card) = (Path.Combine(folder, "draft-target"), Path.Combine(folder, "card-target"));
        await System.IO.File.WriteAllTextAsync(draft, "mine");
        await System.IO.File.WriteAllTextAsync(card, "mine");
        var file = ServerCard.FileIn(Directory.CreateDirectory(Path.Combine(folder, "data")).FullName);
        System.IO.File.CreateSymbolicLink(file + ".tmp", draft);
        System.IO.File.CreateSymbolicLink(file, card);
        await using (var app = GenOpsWebApplication.Build(["--data", Path.GetDirectoryName(file)!, "--urls", "http://127.0.0.1:0", "--GENOPS_SAMPLES", "false"]))
        {
            await app.StartAsync();

            Assert.Equal(["mine", "mine"], [await System.IO.File.ReadAllTextAsync(draft), await System.IO.File.ReadAllTextAsync(card)]);
            Assert.Null(new FileInfo(file).LinkTarget);
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file));
            await app.StopAsync();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("/server.json")]
    [InlineData("/data/server.json")]
    [InlineData("/..%2fserver.json")]
    [InlineData("/css/..%2f..%2fserver.json")]
    [InlineData("/schemas/..%2fserver.json")]
    [InlineData("/api/v1/server.json")]
    [InlineData("/review/artifacts/..%2f..%2fserver.json")]
    [InlineData("/hangfire/server.json")]
    public async Task Request_AnyAddressThatNamesTheFile_DoesNotTellIt(string path)
    {
        var client = await host.WithRoleAsync(Roles.Admin);

        using var answer = await client.GetAsync(path);

        Assert.DoesNotContain(Token, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inputs_ThatNameTheFile_AreTextsAndNothingIsRead()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        foreach (var notes in (JsonNode[])[File, "@" + File, "file://" + File])
        {
            var started = await api.PostAsync("/api/v1/runs", Run(notes)).JsonAsync(201);
            var shown = await api.GetAsync($"/api/v1/runs/{started["id"]}").JsonAsync();

            Assert.DoesNotContain(Token, shown.ToJsonString(), StringComparison.Ordinal);
        }

        await api.PostAsync("/api/v1/runs", Run(new JsonObject { ["name"] = File })).ProblemAsync(400);
        await api.PostAsync("/api/v1/runs", Run(new JsonObject { ["path"] = File })).ProblemAsync(400);
    }

    [Fact]
    public async Task Backfill_WhoseTableOrLinesAreAPath_ReadsNoFile()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        foreach (var field in (string[])["csv", "lines"])
        {
            var body = new JsonObject { ["pipeline"] = "release-announcement", ["input"] = "notes", [field] = File, ["money"] = "sandbox", ["inputs"] = new JsonObject { ["product"] = "Harbour" } };
            using var answer = await api.PostAsync("/api/v1/backfills", body);

            Assert.DoesNotContain(Token, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Trigger_OnAFolderThroughALink_IsRefusedWithTheField()
    {
        var api = await host.WithRoleAsync(Roles.Operator);
        Directory.CreateDirectory(Path.Combine(host.Folder, "inbox"));
        Directory.CreateSymbolicLink(Path.Combine(host.Folder, "inbox", "way"), host.Folder);

        var problem = await api.PostAsync("/api/v1/triggers", new JsonObject
        {
            ["pipeline"] = "release-announcement",
            ["name"] = "way",
            ["kind"] = "folder",
            ["money"] = "sandbox",
            ["folder"] = "way",
            ["fileInput"] = "notes",
            ["inputs"] = new JsonObject { ["product"] = "Harbour" },
        }).ProblemAsync(400);

        Assert.Contains("is a link, and links are not followed", problem.ToJsonString(), StringComparison.Ordinal);
    }

    private static JsonObject Run(JsonNode notes) => new()
    {
        ["pipeline"] = "release-announcement",
        ["money"] = "sandbox",
        ["inputs"] = new JsonObject { ["notes"] = notes, ["product"] = "Harbour" },
    };
}
