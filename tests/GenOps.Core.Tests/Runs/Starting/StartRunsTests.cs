using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Starting;
using GenOps.Core.Tests.Starts.Schedules;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Runs.Starting;

public abstract class StartRunsTests(DatabaseKind kind, bool quick) : DatabaseTest(kind)
{
    private static readonly Actor Ada = new(Guid.NewGuid(), "Ada", new HashSet<string> { Roles.Operator });

    private ScheduleFixture? fixture;

    private ScheduleFixture Fixture => fixture ??= new ScheduleFixture(Database) { Quick = quick ? QuickStartsTests.Of(Database) : null };

    [Fact]
    public async Task Execute_SomeThatCannotStart_StartsTheOthersAndSaysWhyOfEach()
    {
        await PublishAsync("nightly", "weekly", "off");
        await using (var db = Open())
            await new EnablePipeline(Database.Runner()).ExecuteAsync(Actor.System, (await db.Pipelines.SingleAsync(p => p.Name == "off")).Id, false, CancellationToken.None);

        var results = await ExecuteAsync([Of("nightly"), Of("missing"), Of("weekly"), Of("off"), Of("nightly", notes: null), Of("nightly", notes: "other")]);

        Assert.Equal([true, false, true, false, false, true], results.Select(r => r.Started));
        Assert.IsType<NotFoundException>(results[1].Refusal);
        Assert.Contains("is disabled", Assert.IsType<ConflictException>(results[3].Refusal).Message, StringComparison.Ordinal);
        Assert.Equal("notes", Assert.Single(Assert.IsType<InvalidInputException>(results[4].Refusal).Problems).Field);
        await using var read = Open();
        var runs = results.Select(r => r.Run).OfType<RunId>().ToHashSet();
        Assert.Equal(3, runs.Count);
        Assert.Equal(runs, await read.Runs.Select(r => r.Id).ToHashSetAsync());
        Assert.Equal(runs, await read.Outbox.Select(m => m.RunId).ToHashSetAsync());
        Assert.Equal(runs, await read.StepRuns.Select(s => s.RunId).ToHashSetAsync());
        Assert.Equal(
            runs.Select(r => r.ToString()).ToHashSet(),
            await read.AuditEntries.Where(e => e.Action == "run.start" && e.ActorName == "Ada").Select(e => e.ObjectId).ToHashSetAsync());
    }

    [Fact]
    public async Task Execute_MoreThanOneCommitTakes_StartsAllInTheirOrder()
    {
        await PublishAsync("nightly");

        var results = await ExecuteAsync([.. Enumerable.Range(0, 130).Select(i => Of("nightly", notes: $"note {i}"))]);

        await using var db = Open();
        var hashes = await db.Runs.ToDictionaryAsync(r => r.Id, r => r.InputHash);
        Assert.Equal(130, hashes.Count);
        Assert.Equal(
            Enumerable.Range(0, 130).Select(i => BlobContent.OfText($$"""{"notes":"note {{i}}","tone":"plain"}""", "application/json").Hash),
            results.Select(r => hashes[r.Run!.Value]));
    }

    [Fact]
    public async Task Execute_KeysUsedBefore_GiveTheRunsThereAre()
    {
        await PublishAsync("nightly");
        var (alone, _) = await Fixture.StartOnce.ExecuteAsync(Ada, Of("nightly").Request, Key("a"), CancellationToken.None);

        var results = await ExecuteAsync([Of("nightly", "a"), Of("nightly", "b"), Of("nightly", "b"), Of("nightly", "a", body: "other"), Of("nightly", "b", body: "other"), Of("nightly", new string('x', 201))]);
        var again = await ExecuteAsync([Of("nightly", "b"), Of("nightly", "c")]);
        var ofAnother = await Fixture.StartMany.ExecuteAsync(Actor.System, [Of("nightly", "a")], CancellationToken.None);

        Assert.Equal((alone, false), (results[0].Run, results[0].Started));
        Assert.True(results[1].Started);
        Assert.Equal((results[1].Run, false), (results[2].Run, results[2].Started));
        Assert.Contains($"of run {alone}", Assert.IsType<ConflictException>(results[3].Refusal).Message, StringComparison.Ordinal);
        Assert.IsType<ConflictException>(results[4].Refusal);
        Assert.IsType<InvalidInputException>(results[5].Refusal);
        Assert.Equal((results[1].Run, false), (again[0].Run, again[0].Started));
        Assert.True(again[1].Started && ofAnother[0].Started);
        await using var db = Open();
        Assert.Equal(4, await db.Runs.CountAsync());
    }

    [Fact]
    public async Task Execute_SameKeysTwiceAtOnce_StartEachOnce()
    {
        await PublishAsync("nightly");
        var starts = Enumerable.Range(0, 20).Select(i => Of("nightly", $"key {i}")).ToList();

        var both = await Task.WhenAll(ExecuteAsync(starts), ExecuteAsync(Enumerable.Reverse(starts).ToList()));

        Assert.Equal(both[0].Select(r => r.Run), both[1].Reverse().Select(r => r.Run));
        Assert.Equal(20, both.Sum(b => b.Count(r => r.Started)));
        await using var db = Open();
        Assert.Equal(20, await db.Runs.CountAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task Execute_NoneOrTooMany_IsRefused(int count)
    {
        var e = await Assert.ThrowsAsync<InvalidInputException>(() => ExecuteAsync([.. Enumerable.Repeat(Of("nightly"), count)]));

        Assert.Equal("runs", Assert.Single(e.Problems).Field);
    }

    private static RunStart Of(string pipeline, string? key = null, string? notes = "a note", string body = "body") => new(
        new StartRunRequest(pipeline, notes is null ? new Dictionary<string, InputValue>() : new Dictionary<string, InputValue> { ["notes"] = new InputValue.Text(notes) }, MoneyMode.Sandbox, "api"),
        key is null ? null : Key(key, body));

    private static StartKey Key(string key, string body = "body") => new(key, BlobHash.Of(body));

    private Task<IReadOnlyList<StartResult>> ExecuteAsync(IReadOnlyList<RunStart> starts) => Fixture.StartMany.ExecuteAsync(Ada, starts, CancellationToken.None);

    private async Task PublishAsync(params string[] names)
    {
        foreach (var name in names)
            await Fixture.Publish.ExecuteAsync(Actor.System, ScheduleFixture.Yaml.Replace("name: nightly", $"name: {name}", StringComparison.Ordinal), CancellationToken.None);
    }
}

public sealed class StartRunsOnSqlite() : StartRunsTests(DatabaseKind.Sqlite, quick: false);

public sealed class StartRunsOnPostgres() : StartRunsTests(DatabaseKind.Postgres, quick: false);

public sealed class StartRunsThroughTheStoreOnSqlite() : StartRunsTests(DatabaseKind.Sqlite, quick: true);

public sealed class StartRunsThroughTheStoreOnPostgres() : StartRunsTests(DatabaseKind.Postgres, quick: true);
