using System.IO.Pipes;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Starts.Triggers;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Starts.Triggers;

/// <summary>A file that cannot be taken, or is not what it was, stops no other, and nothing but plain files of the folder is read.</summary>
public abstract class FileTroubleTests(DatabaseKind kind) : FolderTest(kind)
{
    [Fact]
    public async Task Scan_FileThatFails_RestsAndIsNamedWhileTheOthersGoOn()
    {
        await Fixture.FolderAsync();
        var files = new TroubledFiles { Trouble = name => name == "a.md" ? throw new InvalidOperationException("odd") : null };
        var watch = Fixture.NewWatch(files);
        Put("in", "a.md", "first");
        Put("in", "b.md", "second");
        await SettledAsync(watch);

        Assert.Equal(["second"], await RunInputsAsync());
        Assert.Equal(new LeftAlone("a.md", "It could not be taken: odd"), Assert.Single(await LeftAsync("in")));

        files.Trouble = _ => null;
        await ScanLaterAsync(watch, FolderLook.Rest);
        Assert.Equal(["first", "second"], await RunInputsAsync());
        await ScanLaterAsync(watch, FolderWatch.Period);
        Assert.Empty(await LeftAsync("in"));
    }

    [Fact]
    public async Task Scan_FileWhoseReadingDoesNotComeBack_IsLeftAndTakenWhenItDoes()
    {
        await Fixture.FolderAsync();
        using var never = new AnonymousPipeServerStream(PipeDirection.Out);
        var files = new TroubledFiles { Trouble = name => name == "a.md" ? new AnonymousPipeClientStream(PipeDirection.In, never.ClientSafePipeHandle) : null };
        var watch = Fixture.NewWatch(files);
        Put("in", "a.md", "first");
        Put("in", "b.md", "second");
        await ScanUntilAsync(watch, async () => (await LeftAsync("in")).Count == 1);
        Assert.Equal(["second"], await RunInputsAsync());
        Assert.StartsWith("Reading it took more than 30 s", Assert.Single(await LeftAsync("in")).Why, StringComparison.Ordinal);

        await ScanLaterAsync(watch, FolderLook.Rest);
        await ScanLaterAsync(watch, FolderLook.Rest);
        Assert.Equal(1, files.Opened("a.md"));
        files.Trouble = _ => null;
        never.Dispose();
        await ScanUntilAsync(watch, async () => (await RunInputsAsync()).Count() == 2);
        Assert.Equal(["first", "second"], await RunInputsAsync());
    }

    [Fact]
    public async Task Scan_FileWithoutAnEnd_IsReadToTheBoundOnly()
    {
        await Fixture.FolderAsync();
        using var endless = new Endless();
        var files = new TroubledFiles { Trouble = name => name == "a.md" ? endless : null };
        Put("in", "a.md", "first");
        Put("in", "b.md", "second");

        await SettledAsync(Fixture.NewWatch(files));

        Assert.Equal(InputLimits.Default.InputBytes + 1, endless.Given);
        Assert.Equal(["second"], await RunInputsAsync());
    }

    [Fact]
    public async Task Scan_FileThatNeverStandsStill_IsNamedAfterAWhile()
    {
        await Fixture.FolderAsync();
        var watch = Fixture.NewWatch();
        for (var length = 1; length <= 4; length++)
        {
            Put("in", "a.log", new string('x', length));
            await ScanLaterAsync(watch, FolderLook.Restless / 3);
        }

        Assert.Empty(await RunInputsAsync());
        Assert.StartsWith("It has not stood still", Assert.Single(await LeftAsync("in")).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_FileOfManyGigabytes_IsMovedToFailedUnread()
    {
        await Fixture.FolderAsync();
        using (var sparse = File.Create(In("huge.bin"))) sparse.SetLength(1L << 40);
        var files = new TroubledFiles();
        await SettledAsync(Fixture.NewWatch(files));

        Assert.True(File.Exists(In("failed/huge.bin")));
        Assert.Contains("larger than", await File.ReadAllTextAsync(In("failed/huge.bin.reason.txt")), StringComparison.Ordinal);
        Assert.Equal(0, files.Opened("huge.bin"));
    }

    [Fact]
    public async Task Take_FileReplacedByALinkAfterTheLook_IsNotRead()
    {
        var id = await Fixture.FolderAsync();
        await File.WriteAllTextAsync(Secret, Token);
        Put("in", "a.md", Token);
        var seen = new FileInfo(In("a.md"));
        Assert.True(seen.Exists);
        File.Delete(In("a.md"));
        File.CreateSymbolicLink(In("a.md"), Secret);

        Assert.Contains("link", (await NotTakenAsync(id, seen)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Take_FolderReplacedByALinkAfterTheLook_IsNotRead()
    {
        var id = await Fixture.FolderAsync();
        Put("in", "a.md", Token);
        var seen = new FileInfo(In("a.md"));
        Assert.True(seen.Exists);
        var elsewhere = Path.Combine(Fixture.Data, "elsewhere");
        Directory.Move(Fixture.Inbox, elsewhere);
        Directory.CreateSymbolicLink(Fixture.Inbox, elsewhere);

        await NotTakenAsync(id, seen);

        Assert.Equal(Token, await File.ReadAllTextAsync(Path.Combine(elsewhere, "a.md")));
    }

    private async Task<IOException> NotTakenAsync(TriggerId id, FileInfo file)
    {
        await using var db = Open();
        var trigger = await db.Triggers.AsNoTracking().SingleAsync(t => t.Id == id);
        var refused = await Assert.ThrowsAnyAsync<IOException>(
            () => new FileTaking(Database.Runner(Fixture.Runs.Time), Database.Contexts, Fixture.Runs.Start, Fixture.Folders, Fixture.Runs.Time).TakeAsync(trigger, file, CancellationToken.None));
        Assert.Empty(await RunInputsAsync());
        return refused;
    }

    /// <summary>Gives as much as is asked for, always.</summary>
    private sealed class Endless : MemoryStream
    {
        public long Given { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Given += count;
            return count;
        }
    }
}

public sealed class FileTroublesOnSqlite() : FileTroubleTests(DatabaseKind.Sqlite);

public sealed class FileTroublesOnPostgres() : FileTroubleTests(DatabaseKind.Postgres);
