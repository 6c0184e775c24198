using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Audit;

public abstract class CommandRunnerTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly RunId Run = Id.New<RunId>();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly RunChanges _changes = new();
    private readonly List<string> _told = [];

    private CommandRunner Runner => Database.Runner(_clock, new Signal(_told), _changes);

    [Fact]
    public async Task Run_AnEntryAndAWakeUp_CommitsThemAndTellsEachOnceInTheOrderAsked()
    {
        using var subscription = _changes.Subscribe(Run, () => _told.Add("changed"));

        var result = await Runner.RunAsync(
            Actor.System,
            scope =>
            {
                scope.Afterward("places", () => _told.Add("places"));
                scope.Changed(Run);
                scope.Changed(Run);
                scope.Afterward("places", () => _told.Add("places again"));
                RunWakes.Add(scope.Db, Run, RunPriority.High, scope.Now);
                scope.Record("run.cancel", "run", Run, "Cancelled the run");
                return Task.FromResult(7);
            },
            CancellationToken.None);

        Assert.Equal(7, result);
        Assert.Equal(["signal", "places", "changed"], _told);
        await using var db = Open();
        var entry = await db.AuditEntries.SingleAsync();
        Assert.Equal(("GenOps", _clock.GetUtcNow().UtcDateTime, "run.cancel", $"{Run}"), (entry.ActorName, entry.At, entry.Action, entry.ObjectId));
        var wake = await db.Outbox.SingleAsync();
        Assert.Equal((Run, RunPriority.High), (wake.RunId, wake.Priority));
    }

    [Fact]
    public async Task Run_WithoutAWakeUp_LeavesTheDispatcherAlone()
    {
        await Runner.RunAsync(Actor.System, scope => scope.Record("price.record", "price", "small", "Recorded a price"), CancellationToken.None);

        Assert.Empty(_told);
    }

    [Fact]
    public async Task Run_TwoCommandsOfWhichTheSecondRefuses_KeepsNothingAndTellsNobody()
    {
        await Assert.ThrowsAsync<ConflictException>(() => Runner.RunAsync(
            Actor.System,
            async scope =>
            {
                scope.Record("run.cancel", "run", Run, "Cancelled the run");
                scope.Changed(Run);
                scope.Afterward("places", () => _told.Add("places"));
                await scope.Db.SaveChangesAsync();
                throw new ConflictException("It was done already.");
            },
            CancellationToken.None));

        Assert.Empty(_told);
        await using var db = Open();
        Assert.Equal(0, await db.AuditEntries.CountAsync());
    }

    [Fact]
    public async Task Run_WhatMustBeMadeBefore_BeginsAgainAndLeavesNothingOfTheFirstRound()
    {
        var rounds = 0;

        var made = await Runner.RunAsync(
            Actor.System,
            scope =>
            {
                rounds++;
                scope.Record("pipeline.publish", "pipeline", "one", $"Round {rounds}");
                scope.Afterward(rounds, () => _told.Add($"{rounds}"));
                return Task.FromResult(scope.Before.Of("a text", _ => Task.FromResult(WriteTurn.IsHeldHere ? "under the turn" : "before")));
            },
            CancellationToken.None);

        Assert.Equal(("before", 2), (made, rounds));
        Assert.Equal(["2"], _told);
        await using var db = Open();
        Assert.Equal("Round 2", (await db.AuditEntries.SingleAsync()).Summary);
    }

    private sealed class Signal(List<string> told) : IOutboxSignal
    {
        public void Notify() => told.Add("signal");
    }
}

public sealed class CommandRunnerTestsOnSqlite() : CommandRunnerTests(DatabaseKind.Sqlite);

public sealed class CommandRunnerTestsOnPostgres() : CommandRunnerTests(DatabaseKind.Postgres);
