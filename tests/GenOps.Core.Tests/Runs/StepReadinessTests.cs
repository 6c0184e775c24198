using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Tests.Desk.Runs;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Runs;

public abstract class StepReadinessTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly DateTime Now = RunRows.Noon;
    private static readonly DateTime Soon = Now.AddMinutes(1);

    /// <summary>What may be claimed now: by its state, for what it waits until when, and by its own time.</summary>
    [Theory]
    [InlineData(StepState.Ready, WaitKind.None, null, false, "due")]
    [InlineData(StepState.Ready, WaitKind.Retry, -1, false, "due")]
    [InlineData(StepState.Ready, WaitKind.Retry, 1, false, "")]
    [InlineData(StepState.Ready, WaitKind.Retry, 1, true, "late")]
    [InlineData(StepState.Ready, WaitKind.None, 1, false, "due")]
    [InlineData(StepState.Ready, WaitKind.StepPlace, 1, false, "due")]
    [InlineData(StepState.Ready, WaitKind.RunPlace, 1, false, "due")]
    [InlineData(StepState.Ready, WaitKind.Hold, null, false, "due")]
    [InlineData(StepState.Running, WaitKind.None, -1, false, "lost")]
    [InlineData(StepState.Running, WaitKind.None, 1, true, "")]
    [InlineData(StepState.Blocked, WaitKind.None, null, false, "")]
    [InlineData(StepState.Expanded, WaitKind.None, -1, true, "")]
    [InlineData(StepState.WaitingForReview, WaitKind.Person, null, false, "")]
    [InlineData(StepState.Succeeded, WaitKind.None, -1, true, "")]
    public async Task Readiness_EachStateAndWait_SaysWhetherItCanBeWorkedOn(StepState state, WaitKind waits, int? minutes, bool overdue, string expected)
    {
        await AddAsync((step, _) =>
        {
            (step.State, step.WaitsFor) = (state, waits);
            (step.ReadyAt, step.LeaseUntil, step.Deadline) = (Now.AddMinutes(minutes ?? 0), Now.AddMinutes(minutes ?? 0), overdue ? Now : Soon);
            if (minutes is null) step.ReadyAt = null;
        });
        await using var db = Open();
        var found = new[] { ("due", db.StepRuns.Due(Now)), ("late", db.StepRuns.Late(Now)), ("lost", db.StepRuns.Lost(Now)) };
        var names = new List<string>();
        foreach (var (name, steps) in found)
        {
            if (await steps.AnyAsync()) names.Add(name);
        }

        Assert.Equal(expected.Length == 0 ? [] : [expected], names);
    }

    [Theory]
    [InlineData(HoldScope.Step, null, false)]
    [InlineData(HoldScope.Run, null, false)]
    [InlineData(HoldScope.Provider, null, false)]
    [InlineData(HoldScope.Step, -1, true)]
    [InlineData(HoldScope.Run, 1, false)]
    [InlineData(HoldScope.Provider, -1, true)]
    public async Task Unheld_PausedUntil_LeavesOutWhatThePauseKeeps(HoldScope scope, int? untilMinutes, bool unheld)
    {
        await AddAsync((step, hold) =>
        {
            step.HeldFor = "acme";
            hold(scope, scope == HoldScope.Provider ? "acme" : $"{step.Id}", untilMinutes is { } minutes ? Now.AddMinutes(minutes) : null);
        });
        await using var db = Open();
        Assert.Equal(unheld, await db.StepRuns.Unheld(db, Now).AnyAsync());
    }

    [Fact]
    public async Task Unheld_AnotherProviderPaused_IsKeptByNothing()
    {
        await AddAsync((step, hold) => hold(HoldScope.Provider, "acme", null));
        await using var db = Open();
        Assert.True(await db.StepRuns.Unheld(db, Now).AnyAsync());
    }

    [Fact]
    public async Task Candidates_OfALargeMap_AreAsManyItemsAsThereIsRoomForInOrder()
    {
        Run run;
        await using (var db = Open())
        {
            var rows = new RunRows(db);
            run = rows.AddRun(rows.AddPipeline("board"));
            rows.AddStep(run, "list", 0);
            rows.AddStep(run, "each", 1, state: StepState.Expanded);
            foreach (var id in new[] { "short", "look", "out" }) rows.AddStep(run, id, 2, state: StepState.Blocked);
            for (var item = 0; item < 40; item++) rows.AddStep(run, "each", 1, item, item < 5 ? StepState.Succeeded : StepState.Ready).ReadyAt = null;
            await db.SaveChangesAsync();
        }

        await using var read = Open();
        var found = await StepCandidates.OfAsync(read, run, Boards.Script.Definition, room: 3, Now, Now, CancellationToken.None);
        Assert.Equal([5, 6, 7], found.Select(s => s.Item));
    }

    private async Task AddAsync(Action<StepRun, Action<HoldScope, string, DateTime?>> shape)
    {
        await using var db = Open();
        var rows = new RunRows(db);
        var run = rows.AddRun(rows.AddPipeline("one"));
        var step = rows.AddStep(run, "draft", 0, state: StepState.Ready);
        shape(step, (scope, target, until) => db.Add(new Hold
        {
            Id = Id.New<HoldId>(),
            Scope = scope,
            Target = target,
            RunId = scope == HoldScope.Provider ? null : run.Id,
            StepRunId = scope == HoldScope.Step ? step.Id : null,
            Reason = "Lunch.",
            By = "Ann",
            PlacedAt = Now.AddHours(-1),
            Until = until,
        }));
        await db.SaveChangesAsync();
    }
}

public sealed class StepReadinessTestsOnSqlite() : StepReadinessTests(DatabaseKind.Sqlite);

public sealed class StepReadinessTestsOnPostgres() : StepReadinessTests(DatabaseKind.Postgres);
