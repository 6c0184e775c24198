using System.Net.Sockets;
using GenOps.Core.Access;
using GenOps.Core.Alerts;
using GenOps.Core.Alerts.Sources;
using GenOps.Core.Starts.Triggers;
using GenOps.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenOps.Core.Tests.Starts.Triggers;

/// <summary>What is no plain file is left alone and named, and stops neither files beside it nor other triggers.</summary>
public abstract class FolderObstacleTests(DatabaseKind kind) : FolderTest(kind)
{
    [Fact]
    public async Task Scan_WhatIsNoPlainFile_IsLeftAloneAndNamedWhileTheOthersGoOn()
    {
        await Fixture.FolderAsync();
        await File.WriteAllTextAsync(Secret, Token);
        File.CreateSymbolicLink(In("a-link.md"), Secret);
        File.CreateSymbolicLink(In("b-broken.md"), In("nothing"));
        Directory.CreateSymbolicLink(In("c-way"), Fixture.Data);
        Directory.CreateDirectory(In("d-folder"));
        MakePipe(In("e-pipe.md"));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(In("f-socket.md")));
        Put("in", "z.md", "notes");

        await SettledAsync(Fixture.NewWatch());

        Assert.Equal(["notes"], await RunInputsAsync());
        Assert.Equal(
            ["a-link.md is a link", "b-broken.md is a link", "c-way is a link", "d-folder is a folder", "e-pipe.md is a pipe", "f-socket.md is a socket"],
            (await LeftAsync("in")).Select(l => $"{l.Name} is {string.Join(' ', l.Why.TrimEnd('.').Split(' ', ',', '.')[2..4])}"));
    }

    [Fact]
    public async Task Scan_HardLinkToTheTokenFile_IsLeftAlone()
    {
        await Fixture.FolderAsync();
        await File.WriteAllTextAsync(Secret, Token);
        Run("ln", Secret, In("a.md"));

        await SettledAsync(Fixture.NewWatch());

        Assert.Empty(await RunInputsAsync());
        Assert.Contains("hard link", Assert.Single(await LeftAsync("in")).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_WhatWasLeftAlone_IsAlertedOnceAndResolvedWhenItIsGone()
    {
        await Fixture.FolderAsync();
        MakePipe(In("pipe.md"));
        File.CreateSymbolicLink(In("link.md"), Secret);
        var watch = Fixture.NewWatch();
        await SettledAsync(watch);
        await SettledAsync(watch);
        await WatchAlertsAsync();
        await WatchAlertsAsync();

        var alert = Assert.Single(await AlertsAsync());
        Assert.Equal((AlertKind.Folder, 2, "/triggers"), (alert.Kind, alert.Count, alert.Link));
        Assert.Contains("link.md: It is a link", alert.Text, StringComparison.Ordinal);
        Assert.Contains("pipe.md: It is a pipe", alert.Text, StringComparison.Ordinal);

        File.Delete(In("pipe.md"));
        File.Delete(In("link.md"));
        await SettledAsync(watch);
        await WatchAlertsAsync();
        Assert.Empty(await LeftAsync("in"));
        Assert.NotNull(Assert.Single(await AlertsAsync()).ResolvedAt);
    }

    [Fact]
    public async Task Scan_FolderThatAnotherTriggerWatches_IsNotNamed()
    {
        await Fixture.FolderAsync();
        await Fixture.FolderAsync("in/deep/er");

        await SettledAsync(Fixture.NewWatch());

        Assert.Empty(await LeftAsync("in"));
    }

    [Theory]
    [InlineData("a file")]
    [InlineData("a link")]
    [InlineData("a link above it")]
    [InlineData("done is a link")]
    [InlineData("failed is a file")]
    public async Task Scan_FolderThatCannotBeWatched_IsNamedWhileOtherTriggersGoOn(string trouble)
    {
        await Fixture.FolderAsync();
        await Fixture.FolderAsync("up/broken");
        var (folder, elsewhere) = (Fixture.Folders.PathOf("up/broken"), Directory.CreateDirectory(Path.Combine(Fixture.Data, "elsewhere", "broken")).FullName);
        await File.WriteAllTextAsync(Path.Combine(elsewhere, "stolen.md"), Token);
        Put("in", "a.md", "notes");
        switch (trouble)
        {
            case "a file":
                Directory.Delete(folder, recursive: true);
                await File.WriteAllTextAsync(folder, "");
                break;
            case "a link":
                Directory.Delete(folder, recursive: true);
                Directory.CreateSymbolicLink(folder, elsewhere);
                break;
            case "a link above it":
                Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
                Directory.CreateSymbolicLink(Path.GetDirectoryName(folder)!, Path.GetDirectoryName(elsewhere)!);
                break;
            case "done is a link":
                Put("up/broken", "b.md", "not to be moved");
                Directory.Delete(Path.Combine(folder, TriggerFolders.Done));
                Directory.CreateSymbolicLink(Path.Combine(folder, TriggerFolders.Done), elsewhere);
                break;
            default:
                Directory.Delete(Path.Combine(folder, TriggerFolders.Failed));
                await File.WriteAllTextAsync(Path.Combine(folder, TriggerFolders.Failed), "");
                break;
        }

        await SettledAsync(Fixture.NewWatch());

        Assert.Equal(["notes"], await RunInputsAsync());
        Assert.Equal("up/broken", Assert.Single(await LeftAsync("up/broken")).Name);
        Assert.Equal([Path.Combine(elsewhere, "stolen.md")], Directory.GetFileSystemEntries(elsewhere));
    }

    [Fact]
    public async Task Scan_FolderThatDoesNotAnswer_IsNamedWhileOtherTriggersGoOn()
    {
        await Fixture.FolderAsync();
        await Fixture.FolderAsync("silent");
        using var answer = new ManualResetEventSlim();
        var watch = Fixture.NewWatch(new TroubledFiles { Listing = folder => { if (folder.EndsWith("silent", StringComparison.Ordinal)) answer.Wait(); } });
        Put("in", "a.md", "notes");
        Put("silent", "b.md", "more");
        await ScanUntilAsync(watch, async () => (await LeftAsync("silent")).Count == 1 && (await RunInputsAsync()).Any());
        Assert.Equal(["notes"], await RunInputsAsync());
        Assert.Equal("The folder does not answer. Is what it lies on still connected?", Assert.Single(await LeftAsync("silent")).Why);
        answer.Set();
    }

    [Fact]
    public async Task Scan_LinkWhereTheReasonGoes_IsNotWrittenThrough()
    {
        await Fixture.FolderAsync();
        await File.WriteAllTextAsync(Secret, Token);
        File.CreateSymbolicLink(In("failed/a.bin.reason.txt"), Secret);
        await File.WriteAllBytesAsync(In("a.bin"), [0, 1, 2, 255]);

        await SettledAsync(Fixture.NewWatch());

        Assert.Equal(Token, await File.ReadAllTextAsync(Secret));
        Assert.Contains("not text", await File.ReadAllTextAsync(In("failed/a.bin.reason.txt")), StringComparison.Ordinal);
    }

    private Task WatchAlertsAsync() => new AlertWatch(Database.Contexts, [new FolderAlerts()], [], Fixture.Runs.Time, NullLogger<AlertWatch>.Instance).WatchAsync(CancellationToken.None);

    private Task<IReadOnlyList<AlertRow>> AlertsAsync() => new AlertQuery(Database.Contexts, Fixture.Runs.Time).ReadAsync(Actor.System, alsoResolved: true, CancellationToken.None);
}

public sealed class FolderObstaclesOnSqlite() : FolderObstacleTests(DatabaseKind.Sqlite);

public sealed class FolderObstaclesOnPostgres() : FolderObstacleTests(DatabaseKind.Postgres);
