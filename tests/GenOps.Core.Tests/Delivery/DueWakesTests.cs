using System.Collections.Concurrent;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Delivery;

public abstract class DueWakesTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private DueWakes Wakes => new(Database.Contexts, Database.Store, clock);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    [Fact]
    public async Task Take_ManyDue_GoesByPriorityThenAgeAndNeverBeforeItsTime()
    {
        var low = await WakeAsync(RunPriority.Low, -9);
        var younger = await WakeAsync(RunPriority.Normal, -1);
        var older = await WakeAsync(RunPriority.Normal, -2);
        var high = await WakeAsync(RunPriority.High, 0);
        var later = await WakeAsync(RunPriority.High, 1);

        Assert.Equal([high, older, younger, low, null], await TakeAsync(5));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([later, null], await TakeAsync(2));
    }

    [Fact]
    public async Task Take_SeveralOfOneRun_TakesAllThatAreDueTogether()
    {
        var run = await WakeAsync(RunPriority.Normal, -1);
        await WakeAsync(RunPriority.Low, 0, run);
        await WakeAsync(RunPriority.Normal, 1, run);

        Assert.Equal([run, null], await TakeAsync(2));
        await using var db = Open();
        Assert.Equal([Now, Now, null], await db.Outbox.OrderBy(m => m.DueAt).Select(m => m.DispatchedAt).ToListAsync());
    }

    [Fact]
    public async Task Take_ByManyAtOnce_GivesEachToOneOnly()
    {
        var runs = new List<RunId>();
        for (var i = 0; i < 60; i++) runs.Add(await WakeAsync(RunPriority.Normal, -1));
        var taken = new ConcurrentBag<RunId>();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (await Wakes.TakeAsync() is { } run) taken.Add(run);
        })));

        Assert.Equal(runs.Select(r => r.Value).Order(), taken.Select(r => r.Value).Order());
    }

    [Fact]
    public async Task Count_LongQueue_CountsNoMoreThanAsked()
    {
        await WakeAsync(RunPriority.High, 1);
        foreach (var priority in (RunPriority[])[RunPriority.High, RunPriority.Normal, RunPriority.Low, RunPriority.Low]) await WakeAsync(priority, 0);

        Assert.Equal((4, 3, 1), (await CountAsync(9), await CountAsync(3), await CountAsync(1)));
    }

    [Fact]
    public async Task Take_BesideManyTakenAndManyForLater_IsFoundByIndexAndNeverSorted()
    {
        await FillAsync(20_000);

        var plan = await PlanAsync();

        Assert.Contains("IX_Outbox_RunId", plan, StringComparison.Ordinal);
        Assert.Contains("IX_Outbox_DispatchedAt_Priority_DueAt", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("SCAN Outbox", plan, StringComparison.Ordinal);
    }

    /// <summary>What the database says of how it would take one.</summary>
    protected abstract Task<string> PlanAsync();

    protected async Task<string> PlanAsync(string explained, int column)
    {
        await using var db = Open();
        var connection = db.Database.GetDbConnection();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = explained.Replace("$1", "'2026-03-01 12:00:00'", StringComparison.Ordinal);
        await using var rows = await command.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await rows.ReadAsync()) plan.Add(rows.GetString(column));
        return string.Join('\n', plan);
    }

    private async Task FillAsync(int count)
    {
        await using var db = Open();
        for (var i = 0; i < count; i++) RunWakes.Add(db, Id.New<RunId>(), (RunPriority)((i % 3) - 1), Now.AddSeconds(i % 2 == 0 ? -i : i));
        await db.SaveChangesAsync();
        var now = Now;
        await db.Outbox.Where(m => m.DueAt < now).ExecuteUpdateAsync(m => m.SetProperty(x => x.DispatchedAt, now));
        await db.Database.ExecuteSqlRawAsync("ANALYZE \"Outbox\"");
    }

    private async Task<RunId> WakeAsync(RunPriority priority, int seconds, RunId? of = null)
    {
        await using var db = Open();
        var run = of ?? Id.New<RunId>();
        RunWakes.Add(db, run, priority, Now.AddSeconds(seconds));
        await db.SaveChangesAsync();
        return run;
    }

    private async Task<List<RunId?>> TakeAsync(int times)
    {
        var taken = new List<RunId?>();
        for (var i = 0; i < times; i++) taken.Add(await Wakes.TakeAsync());
        return taken;
    }

    private Task<int> CountAsync(int atMost) => Wakes.CountAsync(atMost, CancellationToken.None);
}

public sealed class DueWakesTestsOnSqlite() : DueWakesTests(DatabaseKind.Sqlite)
{
    protected override Task<string> PlanAsync() => PlanAsync("EXPLAIN QUERY PLAN " + TakeUnit.OnSqlite, 3);
}

public sealed class DueWakesTestsOnPostgres() : DueWakesTests(DatabaseKind.Postgres)
{
    protected override Task<string> PlanAsync() => PlanAsync("EXPLAIN " + TakeUnit.OnPostgres, 0);
}
