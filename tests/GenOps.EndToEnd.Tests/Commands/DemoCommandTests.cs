using System.Text.Json.Nodes;

namespace GenOps.EndToEnd.Tests.Commands;

/// <summary><c>genops demo</c> as a person calls it on the first day.</summary>
public sealed class DemoCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genops-demo-").FullName;

    private string Data => Path.Combine(_folder, "demo");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Demo_NewFolder_IsServedAndNeverFilledTwice()
    {
        var made = await GenOpsProgram.RunAsync("demo", "--days", "20", "--calls", "400", "--data", Data);
        Assert.True(made.ExitCode == 0, made.Error);
        Assert.Empty(made.Error);
        Assert.Contains($"genops serve --data {Data}", made.Output);
        Assert.Equal(["genops.db", "genops.lock"], Directory.EnumerateFileSystemEntries(Data).Select(Path.GetFileName).Order());

        var runs = JsonNode.Parse((await GenOpsProgram.RunAsync("runs", "list", "--json", "--data", Data)).Output)!["items"]!.AsArray();
        Assert.NotEmpty(runs);
        Assert.All(runs, r => Assert.Equal("sandbox", (string)r!["money"]!));

        await using (var server = await GenOpsProcess.StartAsync(new GenOpsStart { DataFolder = Data, Samples = true }))
        {
            var key = (await GenOpsProgram.RunAsync("apikey", "add", "--name", "test", "--role", "Auditor", "--data", Data)).Output.Trim();
            using var http = new HttpClient { BaseAddress = server.Address };
            http.DefaultRequestHeaders.Authorization = new("Bearer", key);
            Assert.Contains("accepted-outputs", await http.GetStringAsync(new Uri("/api/v1/kpis?money=sandbox", UriKind.Relative)));
        }

        var again = await GenOpsProgram.RunAsync("demo", "--days", "20", "--calls", "400", "--data", Data);
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("--data: the folder", Assert.Single(again.Error.TrimEnd().Split('\n')));
    }

    [Theory]
    [InlineData("--calls", "0")]
    [InlineData("--days", "0")]
    [InlineData("--days", "100000")]
    [InlineData("--database", "file.db")]
    public async Task Demo_WhatCannotBeMade_IsRefusedInOneLine(string option, string value)
    {
        var result = await GenOpsProgram.RunAsync("demo", option, value);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(option, Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }
}
