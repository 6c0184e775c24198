using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Runs;
using GenOps.Core.Starts.Schedules;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Starts.Schedules;

/// <summary>What a schedule does when it is late, when its run is not done, when it is paused, and when the clocks change.</summary>
public abstract class SchedulePolicyTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private ScheduleFixture? _fixture;

    private ScheduleFixture Fixture => _fixture ??= new ScheduleFixture(Database);

    [Theory]
    [InlineData(MisfirePolicy.One, "17:00 Started 4")]
    [InlineData(MisfirePolicy.Skip, "17:00 Missed 4")]
    [InlineData(MisfirePolicy.All, "15:00 Started 2|16:00 Started 0|17:00 Started 0")]
    public async Task Tick_AfterDowntime_MakesUpAsThePolicySays(MisfirePolicy policy, string expected)
    {
        // Due since 13:00; now it is 17:30.
        await Fixture.AddAsync(policies: new SchedulePolicies { Misfire = policy, MisfireLimit = 3 });
        Fixture.Time.Advance(TimeSpan.FromHours(5.5));

        await TickAsync();
        await TickAsync();

        Assert.Equal(expected, string.Join('|', (await OccurrencesAsync()).Select(o => $"{o.OccursAt:HH:mm} {o.Outcome} {o.Missed}")));
        await using var db = Open();
        Assert.Equal(18, (await db.Schedules.AsNoTracking().SingleAsync()).NextAt!.Value.Hour);
    }

    [Fact]
    public async Task Tick_InTimeAfterDowntime_StartsOnceUnderOneAndAlwaysUnderSkip()
    {
        await Fixture.AddAsync(policies: new SchedulePolicies { Misfire = MisfirePolicy.Skip });
        await Fixture.AddAsync(policies: new SchedulePolicies { Misfire = MisfirePolicy.One });
        Fixture.Time.Advance(TimeSpan.FromHours(3) + TimeSpan.FromSeconds(20));

        await TickAsync();

        Assert.Equal(["Missed", "Started", "Started"], (await OccurrencesAsync()).Select(o => o.Outcome.ToString()).Order());
        await using var db = Open();
        Assert.Equal(2, await db.Runs.CountAsync());
    }

    [Fact]
    public async Task Tick_WhileTheRunGoesOn_SkipLeavesTheNewOneOut()
    {
        await Fixture.AddAsync(policies: new SchedulePolicies { Overlap = OverlapPolicy.Skip });
        await HourAsync();
        await HourAsync();
        await EndAllAsync();
        await HourAsync();

        Assert.Equal(["Started", "Skipped", "Started"], (await OccurrencesAsync()).Select(o => o.Outcome.ToString()));
    }

    [Fact]
    public async Task Tick_WhileTheRunGoesOn_QueueStartsOneAfterTheOther()
    {
        await Fixture.AddAsync(policies: new SchedulePolicies { Overlap = OverlapPolicy.Queue });
        for (var i = 0; i < 3; i++) await HourAsync();
        Assert.Equal(["Started", "Queued", "Queued"], (await OccurrencesAsync()).Select(o => o.Outcome.ToString()));

        await EndAllAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(TickAsync)));
        Assert.Equal(["Started", "Started", "Queued"], (await OccurrencesAsync()).Select(o => o.Outcome.ToString()));

        await EndAllAsync();
        await TickAsync();
        Assert.Equal(3, (await OccurrencesAsync()).Select(o => o.RunId).Distinct().Count(id => id is not null));
    }

    [Fact]
    public async Task Tick_WhileTheRunGoesOn_CancelOldEndsIt()
    {
        await Fixture.AddAsync(policies: new SchedulePolicies { Overlap = OverlapPolicy.CancelOld });
        await HourAsync();
        await HourAsync();

        await using var db = Open();
        var states = await db.Runs.AsNoTracking().OrderBy(r => r.TriggeredAt).Select(r => r.State).ToListAsync();
        Assert.Equal([RunState.Cancelled, RunState.Pending], states);
    }

    [Fact]
    public async Task Tick_CancelOldWhoseFollowerCannotStart_CancelsNothing()
    {
        await Fixture.AddAsync(policies: new SchedulePolicies { Overlap = OverlapPolicy.CancelOld });
        await HourAsync();
        await using (var db = Open()) await db.Pipelines.ExecuteUpdateAsync(p => p.SetProperty(x => x.Enabled, false));
        await HourAsync();

        Assert.Equal(["Started", "Failed"], (await OccurrencesAsync()).Select(o => o.Outcome.ToString()));
        await using var after = Open();
        Assert.Equal(RunState.Pending, await after.Runs.Select(r => r.State).SingleAsync());
    }

    [Fact]
    public async Task Pause_UntilATime_StartsNothingBeforeAndMakesUpForNothing()
    {
        var id = await Fixture.AddAsync();
        await Fixture.Pause.ExecuteAsync(Actor.System, id, At(1, 15).AddMinutes(30), "holidays", CancellationToken.None);
        Fixture.Time.Advance(TimeSpan.FromHours(3));
        Assert.Equal(0, await Fixture.NewTick().TickAsync(CancellationToken.None));

        Fixture.Time.Advance(TimeSpan.FromHours(1));
        await TickAsync();

        Assert.Equal([At(1, 16)], (await OccurrencesAsync()).Select(o => o.OccursAt));
    }

    [Fact]
    public async Task Resume_BeforeTheEndOfThePause_GoesOnAtTheNextTime()
    {
        var id = await Fixture.AddAsync();
        await Fixture.Pause.ExecuteAsync(Actor.System, id, At(5, 0), "holidays", CancellationToken.None);
        Fixture.Time.Advance(TimeSpan.FromMinutes(90));

        await Fixture.Resume.ExecuteAsync(Actor.System, id, CancellationToken.None);

        Assert.Equal(At(1, 14), (await Fixture.Schedules.FindAsync(Actor.System, id, CancellationToken.None))!.Upcoming[0].OccursAt);
        await Assert.ThrowsAsync<ConflictException>(() => Fixture.Resume.ExecuteAsync(Actor.System, id, CancellationToken.None));
        await Assert.ThrowsAsync<InvalidInputException>(() => Fixture.Pause.ExecuteAsync(Actor.System, id, At(1, 12), "past", CancellationToken.None));
    }

    [Fact]
    public async Task Tick_WithJitter_StartsAtTheToldTimeAndNotBefore()
    {
        var id = await Fixture.AddAsync(policies: new SchedulePolicies { JitterSeconds = 1800 });
        var told = (await Fixture.Schedules.FindAsync(Actor.System, id, CancellationToken.None))!.Upcoming;
        Assert.Equal(10, told.Select(u => u.StartsAt - u.OccursAt).Distinct().Count());
        Assert.All(told, u => Assert.InRange(u.StartsAt - u.OccursAt, TimeSpan.Zero, TimeSpan.FromSeconds(1800)));

        Fixture.Time.SetUtcNow(told[0].StartsAt.AddMilliseconds(-1));
        Assert.Equal(0, await Fixture.NewTick().TickAsync(CancellationToken.None));
        Fixture.Time.SetUtcNow(told[0].StartsAt);
        Assert.Equal(1, await Fixture.NewTick().TickAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("30 2 * * *", "2026-03-28T12:00", 2, "2026-03-29 03:00 +02|2026-03-30 02:30 +02")]
    [InlineData("30 2 * * *", "2026-10-24T12:00", 2, "2026-10-25 02:30 +02|2026-10-26 02:30 +01")]
    [InlineData("0 * * * *", "2026-03-28T23:30", 3, "2026-03-29 01:00 +01|2026-03-29 03:00 +02|2026-03-29 04:00 +02")]
    [InlineData("0 * * * *", "2026-10-24T23:30", 3, "2026-10-25 02:00 +02|2026-10-25 02:00 +01|2026-10-25 03:00 +01")]
    public async Task Tick_ThroughBothClockChanges_StartsEachOccurrenceOnce(string cron, string from, int count, string expected)
    {
        Fixture.Time.SetUtcNow(DateTimeOffset.Parse(from + "Z"));
        await Fixture.AddAsync(cron, "Europe/Berlin", notes: "{{ occurrence.date }} {{ occurrence.time }}");
        for (var taken = 0; taken < count; Fixture.Time.Advance(TimeSpan.FromMinutes(30))) taken += await Fixture.NewTick().TickAsync(CancellationToken.None);

        var occurrences = await OccurrencesAsync();
        Assert.Equal(expected, string.Join('|', occurrences.Select(o => ScheduleClock.Local(o.OccursAt, "Europe/Berlin").ToString("yyyy-MM-dd HH:mm zz"))));
        await using var db = Open();
        Assert.Equal(count, await db.Runs.CountAsync());
        var first = await db.Runs.Where(r => r.Id == occurrences[0].RunId).Select(r => r.InputHash).SingleAsync();
        Assert.Contains(expected[..16], await BlobStore.GetTextAsync(db, first, CancellationToken.None));
    }

    [Fact]
    public async Task Save_WithWrongRules_NamesEach()
    {
        var e = await Assert.ThrowsAsync<InvalidInputException>(() => Fixture.AddAsync(
            notes: "{{ occurrence.month }}", policies: new SchedulePolicies { MisfireLimit = 0, JitterSeconds = 4000 }));

        Assert.Equal(["misfireLimit", "jitterSeconds", "notes"], e.Problems.Select(p => p.Field));
    }

    private Task TickAsync() => Fixture.NewTick().TickAsync(CancellationToken.None);

    private async Task HourAsync()
    {
        Fixture.Time.Advance(TimeSpan.FromHours(1));
        await TickAsync();
    }

    private async Task EndAllAsync()
    {
        await using var db = Open();
        var now = Fixture.Time.UtcNow();
        await db.Runs.Where(r => r.EndedAt == null)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.State, RunState.Succeeded).SetProperty(x => x.EndedAt, now));
    }

    private async Task<List<ScheduleOccurrence>> OccurrencesAsync()
    {
        await using var db = Open();
        return await db.ScheduleOccurrences.AsNoTracking().OrderBy(o => o.OccursAt).ToListAsync();
    }

    private static DateTime At(int day, int hour) => new(2026, 3, day, hour, 0, 0, DateTimeKind.Utc);
}

public sealed class SchedulePolicyOnSqlite() : SchedulePolicyTests(DatabaseKind.Sqlite);

public sealed class SchedulePolicyOnPostgres() : SchedulePolicyTests(DatabaseKind.Postgres);
