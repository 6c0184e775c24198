using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using GenOps.Core.Pipelines.Samples;

namespace GenOps.EndToEnd.Tests.Commands;

/// <summary>The built executable as scripts call it: with and without a server on the same data.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("genops-cli-").FullName;
    private readonly string _notes = Path.Combine(Path.GetTempPath(), $"genops-notes-{Guid.NewGuid():N}.md");

    public CommandLineTests() => File.WriteAllText(_notes, (string)SamplePipelines.All.First(s => s.Name == "release-announcement").ExampleInputs["notes"]!);

    public void Dispose()
    {
        File.Delete(_notes);
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Run_WithoutAServer_WaitsForTheReviewAndEndsAfterIt()
    {
        var run = await GenOpsAsync("run", "release-announcement", "--input", $"notes=@{_notes}", "--json");
        Assert.True(run.ExitCode == 3, run.Error);
        var waiting = JsonNode.Parse(run.Output)!;
        Assert.Equal(("release-announcement", "waitingForReview", "sandbox"), ((string)waiting["pipeline"]!, (string)waiting["state"]!, (string)waiting["money"]!));

        var review = (string)waiting["openReviews"]![0]!["id"]!;
        var decided = await GenOpsAsync("review", "decide", review, "approve", "--json");
        Assert.True(decided.ExitCode == 0, decided.Error);
        var outputs = JsonNode.Parse(decided.Output)!["outputs"]!.AsArray();
        Assert.Equal(3, outputs.Count(o => (string?)o!["kind"] == "image"));
        Assert.All(outputs, o => Assert.True(File.Exists((string?)o!["path"]), $"{o["path"]}"));

        var again = await GenOpsAsync("review", "decide", review, "reject", "--reason", "too late");
        Assert.Equal(1, again.ExitCode);
        Assert.Single(again.Error.TrimEnd().Split('\n'));

        var ledger = JsonNode.Parse((await GenOpsAsync("ledger", "list", "--json", "--money", "sandbox", "--run", (string)waiting["id"]!)).Output)!;
        Assert.Equal((long)JsonNode.Parse(decided.Output)!["costNanoUsd"]!, ledger["items"]!.AsArray().Sum(e => (long)e!["amountNanoUsd"]!));
    }

    [Fact]
    public async Task Commands_WithAServer_UseItAndItAlone()
    {
        await using var server = await GenOpsProcess.StartAsync(new GenOpsStart { DataFolder = _data, Samples = true });
        var card = Path.Combine(_data, "server.json");
        Assert.True(File.Exists(card));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(card));

        var run = await GenOpsAsync("run", "release-announcement", "--input", $"notes=@{_notes}", "--json", "--sandbox");
        Assert.True(run.ExitCode == 3, run.Error);
        var rejected = await GenOpsAsync("review", "decide", (string)JsonNode.Parse(run.Output)!["openReviews"]![0]!["id"]!, "reject", "--reason", "not ours");
        Assert.True(rejected.ExitCode == 4, rejected.Error);

        var key = await GenOpsAsync("apikey", "add", "--name", "test", "--role", "Auditor");
        Assert.True(key.ExitCode == 0, key.Error);
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Output.Trim());
        Assert.Contains("Auditor", await http.GetStringAsync(new Uri("/api/v1/me", UriKind.Relative)));

        Assert.Equal(0, await server.StopAsync());
        Assert.False(File.Exists(card));
    }

    [Fact]
    public async Task Command_AfterTheServerWasKilled_DoesItAlone()
    {
        await using (var server = await GenOpsProcess.StartAsync(new GenOpsStart { DataFolder = _data })) await server.KillAsync();
        Assert.True(File.Exists(Path.Combine(_data, "server.json")));

        var prices = await GenOpsAsync("prices", "list", "--json");

        Assert.True(prices.ExitCode == 0, prices.Error);
        Assert.NotEmpty(JsonNode.Parse(prices.Output)!.AsArray());
    }

    [Theory]
    [InlineData(2, "frobnicate")]
    [InlineData(2, "run")]
    [InlineData(2, "run", "x", "--input", "notes")]
    [InlineData(2, "run", "x", "--input", "notes=@/no/such/file")]
    [InlineData(2, "ledger", "list", "--money", "gold")]
    [InlineData(2, "serve", "--dta", "x")]
    public async Task Command_NotWrittenRight_SaysSoInOneLine(int code, params string[] arguments)
    {
        var result = await GenOpsProgram.RunAsync([.. arguments, "--data", _data]);

        Assert.Equal(code, result.ExitCode);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Run_OfAnUnknownPipeline_FailsInOneLine()
    {
        var result = await GenOpsAsync("run", "no-such-pipeline");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no-such-pipeline", Assert.Single(result.Error.TrimEnd().Split('\n')));
    }

    private Task<CommandResult> GenOpsAsync(params string[] arguments) => GenOpsProgram.RunAsync([.. arguments, "--data", _data]);
}
