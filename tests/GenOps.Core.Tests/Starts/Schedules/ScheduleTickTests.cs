using GenOps.Core.Access;
using GenOps.Core.Starts.Schedules;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Starts.Schedules;

public abstract class ScheduleTickTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private ScheduleFixture? _fixture;

    private ScheduleFixture Fixture => _fixture ??= new ScheduleFixture(Database);

    [Fact]
    public async Task Tick_BeforeTheTime_StartsNothing()
    {
        await Fixture.AddAsync();
        Fixture.Time.Advance(TimeSpan.FromMinutes(59));

        Assert.Equal(0, await Fixture.NewTick().TickAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Tick_AtTheTime_StartsARunAndMovesOn()
    {
        await Fixture.AddAsync();
        Fixture.Time.Advance(TimeSpan.FromMinutes(61));

        Assert.Equal(1, await Fixture.NewTick().TickAsync(CancellationToken.None));
        Assert.Equal(0, await Fixture.NewTick().TickAsync(CancellationToken.None));

        await using var db = Open();
        var run = await db.Runs.AsNoTracking().SingleAsync();
        var occurrence = await db.ScheduleOccurrences.AsNoTracking().SingleAsync();
        Assert.Equal(("schedule", MoneyMode.Sandbox), (run.Trigger, run.Money));
        Assert.Equal((run.Id, At(13), ""), (occurrence.RunId, occurrence.OccursAt, occurrence.Problem));
        Assert.Equal(At(14), await db.Schedules.Select(s => s.NextAt).SingleAsync());
        Assert.Equal(1, await db.Outbox.CountAsync());
    }

    [Fact]
    public async Task Tick_AfterHoursOfDowntime_StartsOneRun()
    {
        await Fixture.AddAsync();
        Fixture.Time.Advance(TimeSpan.FromHours(5.5));

        await Fixture.NewTick().TickAsync(CancellationToken.None);
        await Fixture.NewTick().TickAsync(CancellationToken.None);

        await using var db = Open();
        Assert.Equal(1, await db.Runs.CountAsync());
        Assert.Equal(At(18), await db.Schedules.Select(s => s.NextAt).SingleAsync());
    }

    [Fact]
    public async Task Tick_ManyAtOnce_StartOneRunPerOccurrence()
    {
        await Fixture.AddAsync();
        for (var hour = 0; hour < 3; hour++)
        {
            Fixture.Time.Advance(TimeSpan.FromHours(1));
            var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Fixture.NewTick().TickAsync(CancellationToken.None))));
            Assert.Equal(1, taken.Sum());
        }

        await using var db = Open();
        Assert.Equal(3, await db.Runs.CountAsync());
        Assert.Equal(3, await db.ScheduleOccurrences.CountAsync());
    }

    [Fact]
    public async Task Tick_RunThatCannotStart_KeepsTheReasonAndGoesOn()
    {
        // No provider serves a live run here.
        await Fixture.AddAsync(money: MoneyMode.Live);
        Fixture.Time.Advance(TimeSpan.FromHours(1));

        await Fixture.NewTick().TickAsync(CancellationToken.None);

        await using var db = Open();
        var occurrence = await db.ScheduleOccurrences.AsNoTracking().SingleAsync();
        Assert.Null(occurrence.RunId);
        Assert.Contains("small", occurrence.Problem, StringComparison.Ordinal);
        Assert.Equal(0, await db.Runs.CountAsync());
        Assert.Equal(At(14), await db.Schedules.Select(s => s.NextAt).SingleAsync());
    }

    [Fact]
    public async Task Enable_AfterAPause_MakesUpForNothing()
    {
        var id = await Fixture.AddAsync();
        await Fixture.Enable.ExecuteAsync(Actor.System, id, false, CancellationToken.None);
        Fixture.Time.Advance(TimeSpan.FromHours(3.5));
        Assert.Equal(0, await Fixture.NewTick().TickAsync(CancellationToken.None));

        await Fixture.Enable.ExecuteAsync(Actor.System, id, true, CancellationToken.None);

        Assert.Equal(0, await Fixture.NewTick().TickAsync(CancellationToken.None));
        await using var db = Open();
        Assert.Equal(At(16), await db.Schedules.Select(s => s.NextAt).SingleAsync());
    }

    [Fact]
    public async Task Save_WithProblems_TellsAllAndKeepsNothing()
    {
        var e = await Assert.ThrowsAsync<InvalidInputException>(() => Fixture.AddAsync("x", "y", notes: " "));

        Assert.Equal(["cron", "time zone", "notes"], e.Problems.Select(p => p.Field));
        await using var db = Open();
        Assert.Equal(0, await db.Schedules.CountAsync());
    }

    [Fact]
    public async Task Save_AChangeWithoutInputs_KeepsThem()
    {
        var id = await Fixture.AddAsync();
        var pipeline = (await Fixture.Details.FindAsync(Actor.System, "nightly", CancellationToken.None))!;

        await Fixture.Save.ExecuteAsync(
            Actor.System,
            new SaveScheduleRequest { Pipeline = pipeline.Id, Schedule = id, Cron = "30 6 * * 1", TimeZone = "Europe/Berlin", Money = MoneyMode.Sandbox },
            CancellationToken.None);

        var schedule = Assert.Single((await Fixture.Details.FindAsync(Actor.System, "nightly", CancellationToken.None))!.Schedules);
        Assert.Equal(("30 6 * * 1", "Europe/Berlin", """{"notes":"a note","tone":"plain"}"""), (schedule.Cron, schedule.TimeZone, schedule.Inputs));
        Assert.Equal(new DateTime(2026, 3, 2, 5, 30, 0, DateTimeKind.Utc), schedule.NextAt);
    }

    [Fact]
    public async Task Remove_ASchedule_LeavesItsRuns()
    {
        var id = await Fixture.AddAsync();
        Fixture.Time.Advance(TimeSpan.FromHours(1));
        await Fixture.NewTick().TickAsync(CancellationToken.None);

        await Fixture.Remove.ExecuteAsync(Actor.System, id, CancellationToken.None);

        await using var db = Open();
        Assert.Equal((0, 1), (await db.Schedules.CountAsync(), await db.Runs.CountAsync()));
        Assert.Equal(
            ["schedule.create", "schedule.remove"],
            await db.AuditEntries.Where(a => a.Action.StartsWith("schedule.")).OrderBy(a => a.At).Select(a => a.Action).ToListAsync());
    }

    [Fact]
    public async Task Commands_WithoutTheRole_AreDenied()
    {
        var id = await Fixture.AddAsync();
        var reviewer = new Actor(Guid.NewGuid(), "Rey", new HashSet<string> { Roles.Reviewer });

        await Assert.ThrowsAsync<AccessDeniedException>(() => Fixture.Remove.ExecuteAsync(reviewer, id, CancellationToken.None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => Fixture.Enable.ExecuteAsync(reviewer, id, false, CancellationToken.None));
    }

    private static DateTime At(int hour) => new(2026, 3, 1, hour, 0, 0, DateTimeKind.Utc);
}

public sealed class ScheduleTickOnSqlite() : ScheduleTickTests(DatabaseKind.Sqlite);

public sealed class ScheduleTickOnPostgres() : ScheduleTickTests(DatabaseKind.Postgres);
