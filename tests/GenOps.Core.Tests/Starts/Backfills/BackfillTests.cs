using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Ledger;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using GenOps.Core.Starts.Backfills;
using GenOps.Core.Tests.Starts.Schedules;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Starts.Backfills;

public abstract class BackfillTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private ScheduleFixture? _fixture;

    private ScheduleFixture Fixture => _fixture ??= new ScheduleFixture(Database);

    [Fact]
    public async Task Tick_ManyAtOnce_StartEachItemOnceAndSoManyAtATime()
    {
        var id = await StartAsync("one\ntwo\n\nthree\nfour\nfive");
        var most = 0;
        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(TickAsync)));
            await using var db = Open();
            most = Math.Max(most, await db.Runs.CountAsync(r => r.EndedAt == null));
            await EndAllAsync();
        }

        await TickAsync();

        Assert.Equal(2, most);
        var detail = (await Fixture.Backfills.FindAsync(Actor.System, id, CancellationToken.None))!;
        Assert.Equal((BackfillState.Finished, 5, 0), (detail.Backfill.State, detail.Backfill.Done, detail.Backfill.Waiting));
        Assert.Equal(5, detail.Items.Select(i => i.RunId).Distinct().Count(r => r is not null));
        await using var runs = Open();
        Assert.Equal(5, await runs.Runs.CountAsync(r => r.Trigger == "backfill"));
        var first = await runs.Runs.Where(r => r.Id == detail.Items[2].RunId).Select(r => r.InputHash).SingleAsync();
        Assert.Equal("""{"notes":"three","tone":"warm"}""", await BlobStore.GetTextAsync(runs, first, CancellationToken.None));
    }

    [Fact]
    public async Task Tick_RunThatWaitsForAPerson_TakesNoPlace()
    {
        await StartAsync("one\ntwo\nthree\nfour");
        await TickAsync();
        await using (var db = Open()) await db.Runs.ExecuteUpdateAsync(r => r.SetProperty(x => x.State, RunState.WaitingForReview));

        Assert.Equal(2, await TickAsync());
    }

    [Fact]
    public async Task Find_WhoseRunsWaitForADeadProvider_CountsThemAsWaitingAndSaysForWhat()
    {
        var id = await StartAsync("one\ntwo\nthree");
        Assert.Equal(2, await TickAsync());
        var until = Fixture.Time.GetUtcNow().UtcDateTime.AddMinutes(1);
        await using (var db = Open())
        {
            var step = await db.StepRuns.Where(s => s.State == StepState.Ready).OrderBy(s => s.Id).FirstAsync();
            StepTransitions.LetWait(step, new WaitCause(WaitKind.Provider, "alpha"), until, until, "It takes no calls.", until.AddMinutes(-1));
            await db.SaveChangesAsync();
        }

        var detail = (await Fixture.Backfills.FindAsync(Actor.System, id, CancellationToken.None))!;
        var row = Assert.Single(await Fixture.Backfills.ReadAsync(Actor.System, CancellationToken.None));

        Assert.Equal([(RunStanding.Working, 1), (RunStanding.Waiting, 1)], detail.Backfill.Standings.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
        Assert.Equal(detail.Backfill.Standings, row.Standings);
        var item = Assert.Single(detail.Items, i => i.Standing == RunStanding.Waiting);
        Assert.Equal((WaitKind.Provider, "alpha", "It takes no calls."), (item.Waits!.For, item.Waits.Target, item.Waits.Why));
        Assert.Equal([null, null], detail.Items.Where(i => i != item).Select(i => i.Waits));
        Assert.Null(detail.Items[2].Standing);
    }

    [Fact]
    public async Task Tick_AtTheCap_StartsNothingFurtherUntilItIsRaised()
    {
        var id = await StartAsync("one\ntwo\nthree", Money.FromUsd(1));
        Assert.Equal(2, await TickAsync());
        await SpendAsync(Money.FromUsd(1.5m));
        Assert.Equal(0, await TickAsync());
        await EndAllAsync();
        Assert.Equal(0, await TickAsync());

        var stopped = (await Fixture.Backfills.FindAsync(Actor.System, id, CancellationToken.None))!.Backfill;
        Assert.Equal((BackfillState.CapReached, 1, 1_500_000_000L), (stopped.State, stopped.Waiting, stopped.SpentNanoUsd));
        Assert.Contains("Raise the cap", stopped.Problem, StringComparison.Ordinal);

        await Fixture.ChangeBackfill.ExecuteAsync(Actor.System, id, 1, Money.FromUsd(2), CancellationToken.None);
        Assert.Equal(1, await TickAsync());
    }

    [Fact]
    public async Task Tick_WhatItsSurroundingsForbid_WaitsAndGoesOn()
    {
        var id = await StartAsync("one");
        await using (var db = Open()) await db.Pipelines.ExecuteUpdateAsync(p => p.SetProperty(x => x.Enabled, false));
        Assert.Equal(0, await TickAsync());
        var waiting = (await Fixture.Backfills.FindAsync(Actor.System, id, CancellationToken.None))!.Backfill;
        Assert.Equal(BackfillState.Running, waiting.State);
        Assert.Contains("disabled", waiting.Problem, StringComparison.Ordinal);

        await using (var db = Open()) await db.Pipelines.ExecuteUpdateAsync(p => p.SetProperty(x => x.Enabled, true));
        Assert.Equal(1, await TickAsync());
        Assert.Equal("", (await Fixture.Backfills.FindAsync(Actor.System, id, CancellationToken.None))!.Backfill.Problem);
    }

    [Fact]
    public async Task Start_OverARange_TakesWhatFellDueAndStartedNothing()
    {
        // The fixture's clock says 1 March 2026, noon; the schedule falls due each hour.
        var schedule = await Fixture.AddAsync(notes: "as of {{ occurrence.date }} {{ occurrence.time }}");
        Fixture.Time.Advance(TimeSpan.FromMinutes(61));
        await Fixture.NewTick().TickAsync(CancellationToken.None);
        Fixture.Time.Advance(TimeSpan.FromMinutes(30));
        var from = new DateTime(2026, 3, 1, 11, 0, 0, DateTimeKind.Utc);

        var id = await Fixture.StartBackfill.ExecuteAsync(
            Actor.System, new StartBackfillRequest { Source = new BackfillSource.Range(schedule, from, from.AddHours(9), Again: false) }, CancellationToken.None);

        var detail = (await Fixture.Backfills.FindAsync(Actor.System, id, CancellationToken.None))!;
        Assert.Equal(["2026-03-01 11:00 (+00:00)", "2026-03-01 12:00 (+00:00)"], detail.Items.Select(i => i.Label));
        Assert.Equal(MoneyMode.Sandbox, detail.Backfill.Money);
        var again = await Fixture.StartBackfill.ExecuteAsync(
            Actor.System, new StartBackfillRequest { Source = new BackfillSource.Range(schedule, from, from.AddHours(9), Again: true) }, CancellationToken.None);
        Assert.Equal(3, (await Fixture.Backfills.FindAsync(Actor.System, again, CancellationToken.None))!.Backfill.Items);
    }

    [Fact]
    public async Task Cancel_WithItsRuns_EndsThemAndStartsNoMore()
    {
        var id = await StartAsync("one\ntwo\nthree");
        await TickAsync();

        await Fixture.CancelBackfill.ExecuteAsync(Actor.System, id, runs: true, "a mistake", CancellationToken.None);
        Assert.Equal(0, await TickAsync());

        await using var db = Open();
        Assert.Equal([RunState.Cancelled, RunState.Cancelled], await db.Runs.Select(r => r.State).ToListAsync());
        Assert.Equal(1, await db.BackfillItems.CountAsync(i => i.State == BackfillItemState.Cancelled));
        await Assert.ThrowsAsync<ConflictException>(() => Fixture.CancelBackfill.ExecuteAsync(Actor.System, id, false, "", CancellationToken.None));
        Assert.Equal(["backfill.cancel", "backfill.start"], await db.AuditEntries.Where(a => a.ObjectType == "backfill").Select(a => a.Action).OrderBy(a => a).ToListAsync());
    }

    [Fact]
    public async Task Start_WithMistakes_StartsNothing()
    {
        await Fixture.AddAsync();
        var wrong = new StartBackfillRequest
        {
            Pipeline = "nightly",
            Source = BackfillSource.Csv("notes,tone\na,plain\nb,shrill"),
            Money = MoneyMode.Sandbox,
        };

        var e = await Assert.ThrowsAsync<InvalidInputException>(() => Fixture.StartBackfill.ExecuteAsync(Actor.System, wrong, CancellationToken.None));
        Assert.Contains("line 3", Assert.Single(e.Problems).Problem, StringComparison.Ordinal);
        var bounds = await Assert.ThrowsAsync<InvalidInputException>(() => Fixture.StartBackfill.ExecuteAsync(
            Actor.System, wrong with { Source = BackfillSource.Lines("notes", " "), Concurrency = 0, Cap = Money.Zero }, CancellationToken.None));
        Assert.Equal(["concurrency", "cap", "items"], bounds.Problems.Select(p => p.Field));
        var reviewer = new Actor(Guid.NewGuid(), "Rey", new HashSet<string> { Roles.Reviewer });
        await Assert.ThrowsAsync<AccessDeniedException>(() => Fixture.StartBackfill.ExecuteAsync(reviewer, wrong, CancellationToken.None));
        await using var db = Open();
        Assert.Equal(0, await db.Backfills.CountAsync());
    }

    private async Task<BackfillId> StartAsync(string lines, Money? cap = null)
    {
        await Fixture.AddAsync();
        return await Fixture.StartBackfill.ExecuteAsync(
            Actor.System,
            new StartBackfillRequest
            {
                Pipeline = "nightly",
                Source = BackfillSource.Lines("notes", lines),
                Inputs = new Dictionary<string, InputValue> { ["tone"] = new InputValue.Text("warm") },
                Money = MoneyMode.Sandbox,
                Concurrency = 2,
                Cap = cap,
            },
            CancellationToken.None);
    }

    private Task<int> TickAsync() => Fixture.NewBackfillTick().TickAsync(CancellationToken.None);

    private async Task SpendAsync(Money amount)
    {
        await using var db = Open();
        var run = await db.Runs.FirstAsync();
        db.Add(new LedgerEntry
        {
            Id = Id.New<LedgerEntryId>(),
            SourceType = "call",
            SourceId = Guid.NewGuid(),
            Kind = CostKind.Model,
            Revision = 0,
            Money = run.Money,
            Amount = amount,
            Basis = LedgerBasis.Measured,
            ChargedAt = run.TriggeredAt,
            RecordedAt = run.TriggeredAt,
            RunId = run.Id,
        });
        await db.SaveChangesAsync();
    }

    private async Task EndAllAsync()
    {
        await using var db = Open();
        var now = Fixture.Time.UtcNow();
        await db.Runs.Where(r => r.EndedAt == null)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.State, RunState.Succeeded).SetProperty(x => x.EndedAt, now));
    }
}

public sealed class BackfillOnSqlite() : BackfillTests(DatabaseKind.Sqlite);

public sealed class BackfillOnPostgres() : BackfillTests(DatabaseKind.Postgres);
