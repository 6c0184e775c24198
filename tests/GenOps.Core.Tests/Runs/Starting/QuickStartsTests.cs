using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Delivery;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Starting;
using GenOps.Core.Tests.Starts.Schedules;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Runs.Starting;

public abstract class QuickStartsTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private const string Yaml = """
        name: nightly
        cost_centre: marketing
        input: { notes: text }
        steps:
          - id: facts
            prompt: { tier: small, template: "Facts of {{ input.notes }}" }
          - id: text
            prompt: { tier: small, template: "Shorten: {{ steps.facts.output }}" }
        outputs:
          - name: text
            artifacts: [text]
        """;

    private static readonly Actor Ada = new(Guid.NewGuid(), "Ada", new HashSet<string> { Roles.Operator });
    private static readonly StartRunRequest Request = new("nightly", new Dictionary<string, InputValue> { ["notes"] = new InputValue.Text("a note") }, MoneyMode.Sandbox, "api");

    private readonly Ears ears = new();
    private ScheduleFixture? fixture;

    private ScheduleFixture Fixture => fixture ??= new ScheduleFixture(Database) { Quick = Of(Database, ears) };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Try_OneThatMayStart_StoresWhatTheCommandStores(bool keyed)
    {
        await PublishAsync();
        var request = Request with { Priority = RunPriority.High };

        var (first, second) = keyed
            ? ((await Fixture.StartOnce.ExecuteAsync(Ada, request, Key("a"), CancellationToken.None)).Started!, (await Fixture.StartOnce.ExecuteAsync(Ada, request, Key("b"), CancellationToken.None)).Started!)
            : (await Fixture.Start.PlaceAsync(Ada, request, CancellationToken.None), await Fixture.Start.PlaceAsync(Ada, request, CancellationToken.None));

        // The first of a process knows nothing of the pipeline yet, and is a command.
        Assert.Equal(1, Database.Store.Counts.Units);
        Assert.Equal(1, ears.Heard);
        Assert.Equal(await RowsAsync(first.Id), await RowsAsync(second.Id));
        await using var db = Open();
        Assert.Equal("""{"notes":"a note"}""", await BlobStore.GetTextAsync(db, second.Run.InputHash, CancellationToken.None));
    }

    [Fact]
    public async Task Try_PausedSince_IsRefusedInTheWordsOfTheCommand()
    {
        var id = await KnownAsync();
        await HoldAsync(new HoldTarget.OfPipeline(id, RunsUnderWay: false));

        var e = await Assert.ThrowsAsync<ConflictException>(() => Fixture.Start.PlaceAsync(Ada, Request, CancellationToken.None));

        Assert.Equal("The pipeline 'nightly' is paused by GenOps: stock-taking Resume it first.", e.Message);
        await AssertRefusedAsync();
    }

    [Fact]
    public async Task Try_DisabledSince_IsRefusedInTheWordsOfTheCommand()
    {
        await new EnablePipeline(Database.Runner()).ExecuteAsync(Actor.System, await KnownAsync(), false, CancellationToken.None);

        var e = await Assert.ThrowsAsync<ConflictException>(() => Fixture.Start.PlaceAsync(Ada, Request, CancellationToken.None));

        Assert.Equal("The pipeline 'nightly' is disabled. Enable it first.", e.Message);
        await AssertRefusedAsync();
    }

    [Fact]
    public async Task Try_OtherVersionSince_StartsThatOne()
    {
        await KnownAsync();
        await Fixture.Publish.ExecuteAsync(Actor.System, Yaml.Replace("Facts of", "All facts of", StringComparison.Ordinal), CancellationToken.None);

        var run = await Fixture.Start.PlaceAsync(Ada, Request, CancellationToken.None);

        Assert.Equal(2, run.Prepared.Script.Number);
        await using var db = Open();
        Assert.Equal((await db.Pipelines.SingleAsync()).ActiveVersionId, run.Run.VersionId);
    }

    [Fact]
    public async Task Try_HoldThatHasEnded_StandsInNobodysWay()
    {
        await HoldAsync(new HoldTarget.OfPipeline(await KnownAsync(), RunsUnderWay: true), Fixture.Time.UtcNow().AddHours(1));
        Fixture.Time.Advance(TimeSpan.FromHours(2));

        await Fixture.Start.PlaceAsync(Ada, Request, CancellationToken.None);

        Assert.Equal(1, Database.Store.Counts.Units);
    }

    [Fact]
    public async Task Try_KeyThatStartedARun_GivesThatRun()
    {
        await KnownAsync();
        var (first, started) = await Fixture.StartOnce.ExecuteAsync(Ada, Request, Key("a"), CancellationToken.None);

        var (again, none) = await Fixture.StartOnce.ExecuteAsync(Ada, Request, Key("a"), CancellationToken.None);

        Assert.Equal((first, null), (again, none));
        Assert.Equal(first, started!.Id);
        Assert.Equal(2, Database.Store.Counts.Units);
        await Assert.ThrowsAsync<ConflictException>(() => Fixture.StartOnce.ExecuteAsync(Ada, Request, Key("a", "other"), CancellationToken.None));
    }

    internal static QuickStarts Of(TestDatabase database, IOutboxSignal? signal = null) =>
        new(signal ?? new Ears(), new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)), database.Store);

    private static StartKey Key(string key, string body = "body") => new(key, BlobHash.Of(body));

    private Task<PublishedPipeline> PublishAsync() => Fixture.Publish.ExecuteAsync(Actor.System, Yaml, CancellationToken.None);

    private Task HoldAsync(HoldTarget target, DateTime? until = null) =>
        new PlaceHold(Database.Runner(Fixture.Time), ScheduleFixture.Providers, Fixture.Places).ExecuteAsync(Actor.System, target, "stock-taking", until, CancellationToken.None);

    /// <summary>The pipeline, published, and one run of it started, so that it is known.</summary>
    private async Task<PipelineId> KnownAsync()
    {
        await PublishAsync();
        return (await Fixture.Start.PlaceAsync(Ada, Request, CancellationToken.None)).Run.PipelineId;
    }

    private async Task AssertRefusedAsync()
    {
        Assert.Equal((1, 0), (Database.Store.Counts.Units, ears.Heard));
        await using var db = Open();
        Assert.Equal(1, await db.Runs.CountAsync());
        Assert.Equal(1, await db.Outbox.CountAsync());
    }

    /// <summary>All that is stored of a run, without the keys that differ.</summary>
    private async Task<string> RowsAsync(RunId id)
    {
        await using var db = Open();
        var run = await db.Runs.AsNoTracking().Where(r => r.Id == id).Select(r => new { Run = r, Wakes = EF.Property<int>(r, "Wakes") }).SingleAsync();
        var steps = await db.StepRuns.AsNoTracking().Where(s => s.RunId == id).OrderBy(s => s.Position).ToListAsync();
        var wake = await db.Outbox.AsNoTracking().SingleAsync(m => m.RunId == id);
        var entry = await db.AuditEntries.AsNoTracking().SingleAsync(e => e.ObjectId == id.ToString());
        var request = await db.RunRequests.AsNoTracking().SingleOrDefaultAsync(r => r.RunId == id);
        var text = Json.Serialize(new { run, steps, wake, entry, request });
        foreach (var key in steps.Select(s => s.Id.ToString()).Append(id.ToString()).Append(wake.Id.ToString()).Append(entry.Id.ToString()))
            text = text.Replace(key, "", StringComparison.Ordinal);
        return request is null ? text : text.Replace(request.Id.ToString(), "", StringComparison.Ordinal).Replace($"\"{request.Key}\"", "", StringComparison.Ordinal);
    }

    private sealed class Ears : IOutboxSignal
    {
        public int Heard { get; private set; }

        public void Notify() => Heard++;
    }
}

public sealed class QuickStartsOnSqlite() : QuickStartsTests(DatabaseKind.Sqlite);

public sealed class QuickStartsOnPostgres() : QuickStartsTests(DatabaseKind.Postgres);
