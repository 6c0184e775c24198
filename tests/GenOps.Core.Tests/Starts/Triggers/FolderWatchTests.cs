using GenOps.Core.Blobs;
using GenOps.Core.Starts.Triggers;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Starts.Triggers;

public abstract class FolderWatchTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private TriggerFixture? _fixture;

    private TriggerFixture Fixture => _fixture ??= new TriggerFixture(Database);

    public override async Task DisposeAsync()
    {
        _fixture?.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Scan_FileThatStoodStill_BecomesOneRunAndIsMoved()
    {
        await Fixture.FolderAsync();
        var watch = Fixture.NewWatch();
        Put("a.md", "half");
        Assert.Equal(0, await ScanLaterAsync(watch, 4));
        Put("a.md", "half and half");
        Assert.Equal(0, await ScanLaterAsync(watch, 4));
        Assert.Equal(0, await ScanLaterAsync(watch, 4));
        Put(".hidden", "x");
        Put("b.part", "x");
        Assert.Equal(1, await ScanLaterAsync(watch, 1));
        Assert.Equal(0, await ScanLaterAsync(watch, 10));

        Assert.Equal([".hidden", "b.part"], NamesIn("").Order());
        Assert.Equal(["a.md"], NamesIn(TriggerFolders.Done));
        await using var db = Open();
        var run = await db.Runs.AsNoTracking().SingleAsync();
        Assert.Equal("folder", run.Trigger);
        Assert.Contains("half and half", await BlobStore.GetTextAsync(db, run.InputHash, CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_KilledBeforeTheMove_MovesAndRunsNothingAgain()
    {
        await Fixture.FolderAsync();
        // A file where the folder should be lets the move fail right after the commit, as a kill there does.
        Directory.Delete(Path.Combine(Fixture.Inbox, TriggerFolders.Done));
        await File.WriteAllTextAsync(Path.Combine(Fixture.Inbox, TriggerFolders.Done), "");
        Put("a.md", "notes");
        var files = new FileInfo(Path.Combine(Fixture.Inbox, "a.md"));
        await using (var db = Open())
        {
            var trigger = await db.Triggers.AsNoTracking().SingleAsync();
            var taking = new FileTaking(Database.Runner(Fixture.Runs.Time), Database.Contexts, Fixture.Runs.Start, Fixture.Folders, Fixture.Runs.Time);
            await Assert.ThrowsAnyAsync<IOException>(() => taking.TakeAsync(trigger, files, CancellationToken.None));
            Assert.Equal(1, await db.Runs.CountAsync());
        }

        File.Delete(Path.Combine(Fixture.Inbox, TriggerFolders.Done));
        var watch = Fixture.NewWatch();
        await ScanLaterAsync(watch, 0);
        Assert.Equal(0, await ScanLaterAsync(watch, 6));

        Assert.Equal(["a.md"], NamesIn(TriggerFolders.Done));
        await using var after = Open();
        Assert.Equal((1, 1), (await after.Runs.CountAsync(), await after.TriggerDeliveries.CountAsync(d => d.Settled)));
    }

    [Fact]
    public async Task Scan_KilledAfterTheMove_SettlesSoThatTheSameFileCountsAnew()
    {
        await Fixture.FolderAsync();
        var watch = Fixture.NewWatch();
        Put("a.md", "notes");
        var written = File.GetLastWriteTimeUtc(Path.Combine(Fixture.Inbox, "a.md"));
        await ScanLaterAsync(watch, 0);
        Assert.Equal(1, await ScanLaterAsync(watch, 6));
        await using (var db = Open()) await db.TriggerDeliveries.ExecuteUpdateAsync(d => d.SetProperty(x => x.Settled, false));

        await ScanLaterAsync(watch, 1);
        Put("a.md", "notes");
        File.SetLastWriteTimeUtc(Path.Combine(Fixture.Inbox, "a.md"), written);
        await ScanLaterAsync(watch, 0);
        Assert.Equal(1, await ScanLaterAsync(watch, 6));

        Assert.Equal(2, NamesIn(TriggerFolders.Done).Count());
        await using var after = Open();
        Assert.Equal(2, await after.Runs.CountAsync());
    }

    [Fact]
    public async Task Scan_FileThatCannotBeTaken_IsMovedWithItsReason()
    {
        await Fixture.FolderAsync();
        var watch = Fixture.NewWatch();
        await File.WriteAllBytesAsync(Path.Combine(Fixture.Inbox, "a.bin"), [0, 1, 2, 255]);
        Put("b.md", "good");
        await ScanLaterAsync(watch, 0);

        Assert.Equal(1, await ScanLaterAsync(watch, 6));

        Assert.Equal(["a.bin", "a.bin.reason.txt"], NamesIn(TriggerFolders.Failed).Order());
        Assert.Contains("not text", await File.ReadAllTextAsync(Path.Combine(Fixture.Inbox, TriggerFolders.Failed, "a.bin.reason.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_WhileThePipelineTakesNoRuns_LeavesTheFileAndGoesOn()
    {
        var id = await Fixture.FolderAsync();
        await using (var db = Open()) await db.Pipelines.ExecuteUpdateAsync(p => p.SetProperty(x => x.Enabled, false));
        var watch = Fixture.NewWatch();
        Put("a.md", "notes");
        await ScanLaterAsync(watch, 0);
        Assert.Equal(0, await ScanLaterAsync(watch, 6));
        Assert.Equal(["a.md"], NamesIn(""));
        await using (var db = Open())
        {
            Assert.Contains("disabled", (await db.Triggers.AsNoTracking().SingleAsync(t => t.Id == id)).Problem, StringComparison.Ordinal);
            await db.Pipelines.ExecuteUpdateAsync(p => p.SetProperty(x => x.Enabled, true));
        }

        Assert.Equal(1, await ScanLaterAsync(watch, 1));
        await using var after = Open();
        Assert.Equal("", (await after.Triggers.AsNoTracking().SingleAsync(t => t.Id == id)).Problem);
    }

    [Fact]
    public async Task Scan_ByTwoAtOnce_RunsEachFileOnce()
    {
        await Fixture.FolderAsync();
        FolderWatch[] watches = [Fixture.NewWatch(), Fixture.NewWatch()];
        for (var i = 0; i < 5; i++) Put($"{i}.md", $"notes {i}");
        foreach (var watch in watches) await ScanLaterAsync(watch, 0);
        Fixture.Runs.Time.Advance(TimeSpan.FromSeconds(6));

        await Task.WhenAll(watches.Select(w => Task.Run(() => w.ScanAsync(CancellationToken.None))));
        foreach (var watch in watches) await ScanLaterAsync(watch, 6);

        await using var db = Open();
        Assert.Equal(5, await db.Runs.CountAsync());
        Assert.Equal(5, NamesIn(TriggerFolders.Done).Count());
    }

    private void Put(string name, string text) => File.WriteAllText(Path.Combine(Fixture.Inbox, name), text);

    private IEnumerable<string> NamesIn(string folder) => Directory.GetFiles(Path.Combine(Fixture.Inbox, folder)).Select(f => Path.GetFileName(f));

    private Task<int> ScanLaterAsync(FolderWatch watch, int seconds)
    {
        Fixture.Runs.Time.Advance(TimeSpan.FromSeconds(seconds));
        return watch.ScanAsync(CancellationToken.None);
    }
}

public sealed class FolderWatchOnSqlite() : FolderWatchTests(DatabaseKind.Sqlite);

public sealed class FolderWatchOnPostgres() : FolderWatchTests(DatabaseKind.Postgres);
