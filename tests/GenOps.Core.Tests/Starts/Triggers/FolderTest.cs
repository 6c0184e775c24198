using System.Diagnostics;
using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Starts.Triggers;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Starts.Triggers;

/// <summary>Watched folders on a real disk, with a clock that a test moves on.</summary>
public abstract class FolderTest(DatabaseKind kind) : DatabaseTest(kind)
{
    /// <summary>What no run may ever hold.</summary>
    protected const string Token = "the token of the command line";

    private TriggerFixture? _fixture;

    private protected TriggerFixture Fixture => _fixture ??= new TriggerFixture(Database);

    protected string Secret => Path.Combine(Fixture.Data, "server.json");

    public override async Task DisposeAsync()
    {
        _fixture?.Dispose();
        await base.DisposeAsync();
    }

    protected string In(string name) => Path.Combine(Fixture.Inbox, name);

    protected void Put(string folder, string name, string text) => File.WriteAllText(Path.Combine(Fixture.Folders.PathOf(folder), name), text);

    protected static void MakePipe(string path) => Run("mkfifo", path);

    protected static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    protected async Task SettledAsync(FolderWatch watch)
    {
        await ScanLaterAsync(watch, TimeSpan.Zero);
        await ScanLaterAsync(watch, TimeSpan.FromSeconds(6));
    }

    protected Task<int> ScanLaterAsync(FolderWatch watch, TimeSpan later)
    {
        Fixture.Runs.Time.Advance(later);
        return watch.ScanAsync(CancellationToken.None);
    }

    /// <summary>Looks again and again while the clock goes on, until something is so; the test's own end is the limit.</summary>
    protected async Task ScanUntilAsync(FolderWatch watch, Func<Task<bool>> isSo)
    {
        do
        {
            var scan = watch.ScanAsync(CancellationToken.None);
            while (await Task.WhenAny(scan, Task.Delay(10)) != scan) Fixture.Runs.Time.Advance(TimeSpan.FromSeconds(1));
            await scan;
            Fixture.Runs.Time.Advance(TimeSpan.FromSeconds(6));
        }
        while (!await isSo());
    }

    protected async Task<IReadOnlyList<LeftAlone>> LeftAsync(string trigger) =>
        (await Fixture.Query.ReadAsync(Actor.System, CancellationToken.None)).Single(t => t.Name == trigger).LeftAlone;

    protected async Task<IEnumerable<string>> RunInputsAsync()
    {
        await using var db = Open();
        var inputs = new List<string>();
        foreach (var run in await db.Runs.AsNoTracking().ToListAsync())
            inputs.Add((string)JsonNode.Parse((await BlobStore.GetTextAsync(db, run.InputHash, CancellationToken.None))!)!["notes"]!);
        return inputs.Order(StringComparer.Ordinal);
    }

    /// <summary>The real file system, but for the names a test troubles.</summary>
    private protected sealed class TroubledFiles : WatchedFiles
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _opened = [];

        /// <summary>What is read instead; null for the file itself.</summary>
        public Func<string, Stream?> Trouble { get; set; } = _ => null;

        public Action<string> Listing { get; init; } = _ => { };

        public override IReadOnlyList<FileInfo> List(string folder)
        {
            Listing(folder);
            return base.List(folder);
        }

        public override Stream Open(string path, string real)
        {
            var name = Path.GetFileName(path);
            _opened.Enqueue(name);
            return Trouble(name) ?? base.Open(path, real);
        }

        public int Opened(string name) => _opened.Count(o => o == name);
    }
}
