using System.Net;
using System.Net.Sockets;
using GenOps.Core;
using GenOps.Core.Data;
using GenOps.Web.Hosting;
using GenOps.Web.Processes;
using Hangfire;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Hosting;

public sealed class GenOpsWebApplicationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genops-start-").FullName;
    private readonly StartOutput _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task RunAsync_FirstStart_PrintsAddressAndSetupLinkAndStopsWithZero()
    {
        using var stop = new CancellationTokenSource();
        var run = RunAsync(["--urls", "http://127.0.0.1:0", "--data", _folder], stop.Token);

        await Task.WhenAny(run, _output.Complete);
        await stop.CancelAsync();

        Assert.Equal(0, await run);
        Assert.Matches(@"GenOps is running at http://127\.0\.0\.1:\d+", _output.ToString());
        Assert.Matches(@"http://127\.0\.0\.1:\d+/setup\?token=[0-9a-f]{64}", _output.ToString());
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public async Task RunAsync_FirstStartBehindAProxy_PrintsTheSetupLinkOfThePublicAddress()
    {
        using var stop = new CancellationTokenSource();
        var run = RunAsync(["--urls", "http://127.0.0.1:0", "--data", _folder, "--GenOps:PublicUrl", "https://genops.example.com"], stop.Token);

        await Task.WhenAny(run, _output.Complete);
        await stop.CancelAsync();

        Assert.Equal(0, await run);
        Assert.Matches(@"  https://genops\.example\.com/setup\?token=[0-9a-f]{64}", _output.ToString());
    }

    [Fact]
    public async Task RunAsync_PortTaken_SaysSoInOneLine()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        Assert.Equal(1, await RunAsync(["--urls", $"http://127.0.0.1:{port}", "--data", _folder]));

        AssertOneLine($"The address is already in use: http://127.0.0.1:{port}.");
    }

    [Theory]
    [InlineData("random")]
    [InlineData("text")]
    [InlineData("truncated")]
    [InlineData("middle")]
    [InlineData("empty")]
    public async Task RunAsync_DatabaseFileDamagedOrNone_SaysSoInOneLine(string damage)
    {
        var file = await MakeDatabaseAsync();
        var content = await File.ReadAllBytesAsync(file);
        switch (damage)
        {
            case "random":
                new Random(7).NextBytes(content);
                break;
            case "text":
                content = [.. "This is a letter to my aunt, and by no means a database of anything, however long it may be."u8];
                break;
            case "truncated":
                content = content[..(content.Length / 3)];
                break;
            case "middle":
                new Random(7).NextBytes(content.AsSpan(4096));
                break;
            default:
                content = [];
                Directory.CreateDirectory(Path.Combine(_folder, "keys"));
                await File.WriteAllTextAsync(Path.Combine(_folder, "keys", "key-1.xml"), "<key />");
                break;
        }

        await File.WriteAllBytesAsync(file, content);

        Assert.Equal(1, await RunAsync(["--urls", "http://127.0.0.1:0", "--data", _folder]));

        AssertOneLine(_folder);
        Assert.Matches("is damaged, or its file is no database|is empty, though", _error.ToString());
    }

    [Fact]
    public async Task RunAsync_DatabaseOfANewerVersion_SaysSoInOneLine()
    {
        var file = await MakeDatabaseAsync();
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Tomorrow', '99.0')";
            await command.ExecuteNonQueryAsync();
        }

        Assert.Equal(1, await RunAsync(["--urls", "http://127.0.0.1:0", "--data", _folder]));

        AssertOneLine("made by a newer GenOps (it has '29990101000000_Tomorrow')");
    }

    [Fact]
    public async Task RunAsync_SecondStartOnTheSameFolder_IsRefused()
    {
        using var first = new DataFolder(_folder);
        first.Take();

        Assert.Equal(1, await RunAsync(["--urls", "http://127.0.0.1:0", "--data", _folder]));

        AssertOneLine($"Another GenOps already works on the data folder {_folder}.");
    }

    [Fact]
    public async Task RunAsync_FolderCannotBeWritten_SaysSoInOneLine()
    {
        var file = Path.Combine(_folder, "a-file");
        await File.WriteAllTextAsync(file, "");

        Assert.Equal(1, await RunAsync(["--urls", "http://127.0.0.1:0", "--data", Path.Combine(file, "data")]));

        AssertOneLine("cannot be written");
    }

    [Theory]
    [InlineData("ada@example.com", "short", "Use at least 12 characters.")]
    [InlineData("ada@example.com", "password12345", "It is easy to guess.")]
    [InlineData("ada", "plum tractor violin 42", "This is no e-mail address.")]
    [InlineData("ada@example.com", "", "belong together")]
    public async Task RunAsync_AdministratorOfTheEnvironmentNotAcceptable_SaysWhyInOneLine(string email, string password, string reason)
    {
        var code = await RunAsync(
            ["--urls", "http://127.0.0.1:0", "--data", _folder, "--GENOPS_ADMIN_EMAIL", email, "--GENOPS_ADMIN_PASSWORD", password]);

        Assert.Equal(1, code);
        AssertOneLine(reason);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("keys")]
    [InlineData("published")]
    [InlineData("inbox/../spool")]
    public async Task RunAsync_WatchedFoldersWhereTheProductKeepsItsFiles_SaysSoInOneLineWithTheCure(string root)
    {
        Assert.Equal(1, await RunAsync(["--urls", "http://127.0.0.1:0", "--data", _folder, "--GenOps:Triggers:Root", Path.Combine(_folder, root)]));

        AssertOneLine("the data folder is there. Set GenOps:Triggers:Root to a folder of its own");
    }

    [Fact]
    public async Task RunAsync_AddressUnreadable_SaysSoInOneLine()
    {
        Assert.Equal(1, await RunAsync(["--urls", "nonsense", "--data", _folder]));

        AssertOneLine("nonsense");
    }

    [Fact]
    public async Task Build_EnvironmentVariableCalledData_IsNotTakenForTheFolder()
    {
        Environment.SetEnvironmentVariable("DATA", Path.Combine(_folder, "of-another-program"));
        try
        {
            await using var app = GenOpsWebApplication.Build(["--GENOPS_DATA", _folder]);

            Assert.Equal(_folder, app.Services.GetRequiredService<DataFolder>().Path);
        }
        finally
        {
            Environment.SetEnvironmentVariable("DATA", null);
        }
    }

    [Fact]
    public async Task Build_TwoHostsInOneProcess_KeepTheirJobsApart()
    {
        await using var one = GenOpsWebApplication.Build(["--data", Path.Combine(_folder, "one")]);
        await using var other = GenOpsWebApplication.Build(["--data", Path.Combine(_folder, "other")]);
        foreach (var app in (WebApplication[])[one, other]) app.Services.GetRequiredService<IGlobalConfiguration>();

        Assert.NotSame(one.Services.GetRequiredService<JobStorage>(), other.Services.GetRequiredService<JobStorage>());
        Assert.NotSame(one.Services.GetRequiredService<JobActivator>(), other.Services.GetRequiredService<JobActivator>());
    }

    [Fact]
    public async Task Start_ProviderThatServesOneTierOnly_StillRunsTheSamplesInTheSandbox()
    {
        await using var app = GenOpsWebApplication.Build([
            "--data", _folder, "--urls", "http://127.0.0.1:0",
            "--GenOps:Providers:north:BaseUrl", "http://127.0.0.1:9/v1", "--GenOps:Providers:north:Models:Small", "north-small"]);

        await app.StartAsync();

        await using (var db = await app.Services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>().CreateDbContextAsync())
            Assert.Equal([MoneyMode.Sandbox, MoneyMode.Sandbox, MoneyMode.Sandbox], await db.Runs.Select(r => r.Money).ToListAsync());
        await app.StopAsync();
    }

    [Fact]
    public async Task Start_AnotherHostOfTheProcessIsGone_StillHasItsWorkers()
    {
        await using var app = GenOpsWebApplication.Build(["--data", Path.Combine(_folder, "one"), "--urls", "http://127.0.0.1:0", "--GENOPS_SAMPLES", "false"]);
        app.Services.GetRequiredService<IGlobalConfiguration>();
        await using (var other = GenOpsWebApplication.Build(["--data", Path.Combine(_folder, "other")]))
            other.Services.GetRequiredService<IGlobalConfiguration>();

        await app.StartAsync();

        var jobs = app.Services.GetRequiredService<JobStorage>().GetMonitoringApi();
        Assert.True(SpinWait.SpinUntil(() => jobs.Servers().Count == 1, TimeSpan.FromSeconds(30)), "No Hangfire server announced itself.");
        await app.StopAsync();
    }

    /// <summary>The database of a server that was here before.</summary>
    private async Task<string> MakeDatabaseAsync()
    {
        var choice = DatabaseChoice.From(null, _folder);
        await using (var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddGenOpsDatabase(choice).BuildServiceProvider())
            await services.GetRequiredService<DatabaseSetup>().MigrateAsync(CancellationToken.None);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        return Path.Combine(_folder, "genops.db");
    }

    private Task<int> RunAsync(string[] args, CancellationToken stop = default) =>
        GenOpsWebApplication.RunAsync(args, _output, _error, stop);

    private void AssertOneLine(string part)
    {
        var lines = _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(part, Assert.Single(lines), StringComparison.Ordinal);
    }

    /// <summary>Says when the server has printed its last line about the start; only then may another thread read it.</summary>
    private sealed class StartOutput : StringWriter
    {
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Complete => _complete.Task;

        public override async Task WriteLineAsync(string? value)
        {
            await base.WriteLineAsync(value);
            if (value?.Contains("Ctrl+C", StringComparison.Ordinal) == true) _complete.SetResult();
        }
    }
}
