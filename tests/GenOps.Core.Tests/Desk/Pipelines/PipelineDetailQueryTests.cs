using GenOps.Core.Access;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Pipelines;
using GenOps.Core.Tests.Starts.Schedules;
using GenOps.Testing;

namespace GenOps.Core.Tests.Desk.Pipelines;

public abstract class PipelineDetailQueryTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private ScheduleFixture? _fixture;

    private ScheduleFixture Fixture => _fixture ??= new ScheduleFixture(Database);

    private PipelineDrafts Drafts => new(Database.Runner(Fixture.Time));

    private PipelineTextQuery Texts => new(Database.Contexts);

    [Fact]
    public async Task Find_AfterDraftAndTwoVersions_TellsTheWholeHistory()
    {
        await Drafts.SaveAsync(Actor.System, "nightly", "name: nightly", CancellationToken.None);
        Fixture.Time.Advance(TimeSpan.FromMinutes(1));
        var first = await Fixture.Publish.ExecuteAsync(Actor.System, ScheduleFixture.Yaml, CancellationToken.None);
        Fixture.Time.Advance(TimeSpan.FromMinutes(1));
        await Fixture.Publish.ExecuteAsync(Actor.System, ScheduleFixture.Yaml.Replace("Shorten", "Sum up", StringComparison.Ordinal), CancellationToken.None);
        Fixture.Time.Advance(TimeSpan.FromMinutes(1));
        await new ActivateVersion(Database.Runner(Fixture.Time)).ExecuteAsync(Actor.System, first.VersionId, CancellationToken.None);
        await new PlaceHold(Database.Runner(Fixture.Time), ScheduleFixture.Providers, Fixture.Places)
            .ExecuteAsync(Actor.System, new HoldTarget.OfPipeline(first.PipelineId, true), "Prices changed", null, CancellationToken.None);

        var found = (await Fixture.Details.FindAsync(Actor.System, "nightly", CancellationToken.None))!;

        Assert.Equal(first.PipelineId, (await Fixture.Details.FindAsync(Actor.System, first.PipelineId.ToString(), CancellationToken.None))!.Id);
        Assert.Equal(1, found.Active!.Number);
        Assert.Equal([2, 1], found.Versions.Select(v => v.Number));
        Assert.Equal([1, 2, 1], found.Activations.Select(a => a.Version));
        Assert.Equal([1], found.Drafts.Select(d => d.PublishedAs));
        Assert.Equal("Prices changed", found.Pause!.Reason);
        Assert.Equal(["notes", "tone"], found.Definition!.Inputs.Select(i => i.Name));
        Assert.Equal(("text", 0), (Assert.Single(found.Steps).Step.Id, found.Steps[0].Stage));
    }

    [Fact]
    public async Task ToEdit_WithAnUnpublishedDraft_OpensIt()
    {
        await Fixture.Publish.ExecuteAsync(Actor.System, ScheduleFixture.Yaml, CancellationToken.None);
        Fixture.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await Texts.ToEditAsync(Actor.System, "nightly", CancellationToken.None))!.Version);

        await Drafts.SaveAsync(Actor.System, "nightly", "half done", CancellationToken.None);

        var text = (await Texts.ToEditAsync(Actor.System, "nightly", CancellationToken.None))!;
        Assert.Equal(("half done", (int?)null), (text.Yaml, text.Version));
    }

    [Fact]
    public async Task Find_UnknownNames_GiveNothing()
    {
        Assert.Null(await Fixture.Details.FindAsync(Actor.System, "nobody", CancellationToken.None));
        Assert.Null(await Texts.ToEditAsync(Actor.System, "nobody", CancellationToken.None));
        Assert.Null(await Texts.VersionAsync(Actor.System, "nobody", 1, CancellationToken.None));
        Assert.Null(await Texts.DraftAsync(Actor.System, "nobody", Id.New<PipelineDraftId>(), CancellationToken.None));
    }
}

public sealed class PipelineDetailQueryOnSqlite() : PipelineDetailQueryTests(DatabaseKind.Sqlite);

public sealed class PipelineDetailQueryOnPostgres() : PipelineDetailQueryTests(DatabaseKind.Postgres);
