using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Analytics.Reconciliation;
using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Ledger;
using GenOps.Core.Outputs;
using GenOps.Testing;
using GenOps.Testing.Finance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Analytics.Reconciliation;

/// <summary>Sums, ledger and calls: of rows as the engine leaves them nothing differs, and whatever is changed behind its back is named.</summary>
public abstract class ReconcilerTests(DatabaseKind kind) : DatabaseTest(kind)
{
    // The clocks are put back on 25 October.
    private static readonly ReportingCalendar Berlin = ReportingCalendar.From("Europe/Berlin");
    private static readonly DateTime Begin = new(2026, 10, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task PassAsync_WhateverHappened_FindsNoDifference(int seed)
    {
        await FillAsync(seed, runs: 60);

        // The months, and what begins in the last hours of September in UTC.
        Assert.InRange(await PassAsync(), 2, 3);

        foreach (var money in Enum.GetValues<MoneyMode>())
        {
            var report = await ReadAsync(money);
            Assert.Equal(_clock.GetUtcNow().UtcDateTime, report.CheckedAt);
            Assert.Empty(report.Months.SelectMany(m => m.Differences).SelectMany(g => g.First).Select(d => d.Text));
            Assert.All(report.Months, m => Assert.Equal((0, 0, "", m.LedgerNanoUsd, m.LedgerOfCallsNanoUsd), (m.DifferenceCount, m.DifferenceNanoUsd, m.DiffersBy, m.SumsNanoUsd, m.CallsNanoUsd)));
            await using var db = Open();
            Assert.Equal(await db.LedgerEntries.Where(e => e.Money == money && e.RunId != null).SumAsync(e => e.Amount.Nanos), report.Months.Sum(m => m.SumsNanoUsd));
            Assert.Equal(await db.ModelCalls.Where(c => c.Money == money).SumAsync(c => c.CostNanos), report.Months.Sum(m => m.CallsNanoUsd));
        }
    }

    [Fact]
    public async Task PassAsync_RunsStampedAndNotSummedYet_FindsNoDifference()
    {
        await FillAsync(seed: 4, runs: 60);
        await using (var db = Open())
        {
            var call = await AnyCallAsync(db);
            db.LedgerEntries.Add(Entry(call, 7_000, call.Id.Value, revision: 9));
            await db.ModelCalls.Where(c => c.Id == call.Id).ExecuteUpdateAsync(c => c.SetProperty(x => x.CostNanos, x => x.CostNanos + 7_000));
            foreach (var output in await db.Outputs.Where(o => o.AcceptedAt != null).OrderBy(o => o.Id).Take(5).ToListAsync()) (output.State, output.AcceptedAt) = (OutputState.Rejected, null);
            await db.SaveChangesAsync();
            Assert.NotEqual(0, await db.RunStamps.CountAsync());
        }

        await PassAsync();

        await AssertNoneAsync();
    }

    [Fact]
    public async Task PassAsync_SumOfADayChanged_NamesItsDayPipelineAndKind()
    {
        await FillAsync(seed: 5, runs: 40);
        await ChangeSumAsync(RollupGrain.Day, RollupFact.Charged, amount: 12, rows: 0);

        await PassAsync();

        var group = await OneAsync(DifferenceSort.SumsAndLedger);
        var difference = Assert.Single(group.First);
        Assert.Equal((12m, KpiUnit.NanoUsd), (difference.Amount, difference.Unit));
        Assert.NotNull(difference.Day);
        Assert.NotNull(difference.PipelineId);
        Assert.Contains($"{difference.Day:d MMM yyyy}", difference.Text, StringComparison.Ordinal);
        Assert.EndsWith("difference $0.000000012.", difference.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PassAsync_SumsOfOneDayThatCancelEachOtherOut_AreBothNamed()
    {
        await FillAsync(seed: 6, runs: 80);
        await using (var db = Open())
        {
            var days = await db.RollupSums.Where(s => s.Grain == (int)RollupGrain.Day && s.Fact == (int)RollupFact.Charged)
                .Join(db.RollupKeys.Where(k => k.Money == MoneyMode.Live), s => s.KeyId, k => k.Id, (s, k) => new { s.Day, s.KeyId, k.PipelineId }).ToListAsync();
            var two = days.GroupBy(d => d.Day).First(g => g.Select(d => d.PipelineId).Distinct().Count() > 1).DistinctBy(d => d.PipelineId).Take(2).ToList();
            foreach (var (sum, by) in two.Zip([5L, -5L]))
            {
                foreach (var day in new[] { sum.Day, ReportingCalendar.MonthOf(DateOnly.FromDayNumber(sum.Day)).DayNumber })
                {
                    var row = await db.RollupSums.FirstAsync(s => s.Fact == (int)RollupFact.Charged && s.KeyId == sum.KeyId && s.Day == day && (s.Day == sum.Day || s.Grain == (int)RollupGrain.Month));
                    await AddToAsync(db, row, by, 0);
                }
            }
        }

        await PassAsync();

        Assert.Equal([-5m, 5m], (await OneAsync(DifferenceSort.SumsAndLedger)).First.Select(d => d.Amount).Order());
        Assert.All((await ReadAsync(MoneyMode.Live)).Months, m => Assert.Equal(m.LedgerNanoUsd, m.SumsNanoUsd));
        Assert.Equal("by $0.00000001", Assert.Single((await ReadAsync(MoneyMode.Live)).Differing).DiffersBy);
    }

    [Theory]
    [InlineData(RollupFact.Accepted)]
    [InlineData(RollupFact.CostOfRunsEnded)]
    [InlineData(RollupFact.CallsUsed)]
    [InlineData(RollupFact.Labour)]
    [InlineData(RollupFact.DecidedByPersonOfRule)]
    [InlineData(RollupFact.Published)]
    internal async Task PassAsync_CountOfAFactChanged_NamesTheFact(RollupFact fact)
    {
        await FillAsync(seed: 7, runs: 60);
        await ChangeSumAsync(RollupGrain.Day, fact, amount: 0, rows: 1);

        await PassAsync();

        var difference = Assert.Single((await OneAsync(DifferenceSort.SumsAndRows)).First);
        Assert.Equal(SumsAgainstRows.Facts.Single(m => m.Fact == fact).Label, difference.Fact);
        Assert.NotNull(difference.Day);
        Assert.NotNull(difference.PipelineId);
    }

    [Fact]
    public async Task PassAsync_SumOfAMonthChanged_IsNotThatOfItsDays()
    {
        await FillAsync(seed: 8, runs: 40);
        await ChangeSumAsync(RollupGrain.Month, RollupFact.Charged, amount: -3, rows: 0);

        await PassAsync();

        var month = Assert.Single((await ReadAsync(MoneyMode.Live)).Differing);
        var group = Assert.Single(month.Differences);
        Assert.Equal((DifferenceSort.MonthsAndDays, 1, -3m), (group.Sort, group.Count, group.First[0].Amount));
        Assert.Equal("by $0.000000003", month.DiffersBy);
    }

    [Fact]
    public async Task PassAsync_DurationsOfAMonthChanged_AreNotThoseOfItsDays()
    {
        await FillAsync(seed: 8, runs: 40);
        await ChangeSumAsync(RollupGrain.Month, RollupFact.Published, amount: TimeSpan.TicksPerSecond, rows: 0);

        await PassAsync();

        var group = Assert.Single(Assert.Single((await ReadAsync(MoneyMode.Live)).Differing).Differences);
        Assert.Equal((DifferenceSort.MonthsAndDays, 1, 1m), (group.Sort, group.Count, group.First[0].Amount));
        Assert.Contains("durations of class", group.First[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PassAsync_EntryOfNoCall_IsNamed()
    {
        await FillAsync(seed: 9, runs: 40);
        LedgerEntry stray;
        await using (var db = Open())
        {
            db.LedgerEntries.Add(stray = Entry(await AnyCallAsync(db), 900, Guid.NewGuid(), revision: 0));
            await db.SaveChangesAsync();
        }

        await KeepAsync();
        await PassAsync();

        var month = Assert.Single((await ReadAsync(MoneyMode.Live)).Differing);
        var group = Assert.Single(month.Differences);
        Assert.Equal((DifferenceSort.EntryWithoutCall, 1), (group.Sort, group.Count));
        Assert.Equal((stray.Id, stray.RunId, -900m), (group.First[0].EntryId, group.First[0].RunId, group.First[0].Amount));
        Assert.Equal(900, month.LedgerOfCallsNanoUsd - month.CallsNanoUsd);
    }

    [Fact]
    public async Task PassAsync_CallWithoutItsEntry_IsNamed()
    {
        await FillAsync(seed: 10, runs: 40);
        ModelCall call;
        await using (var db = Open())
        {
            call = await AnyCallAsync(db);
            await UnguardAsync(db);
            await db.LedgerEntries.Where(e => e.SourceId == call.Id.Value).ExecuteDeleteAsync();
        }

        await PassAsync();

        var difference = Assert.Single((await OneAsync(DifferenceSort.CallWithoutEntry)).First);
        Assert.Equal((call.Id, call.RunId, (decimal)call.CostNanos!.Value), (difference.CallId!.Value, difference.RunId!.Value, difference.Amount));
    }

    [Fact]
    public async Task PassAsync_EntriesChangedSoThatTheDayAddsUp_AreNamedByTheirCalls()
    {
        await FillAsync(seed: 11, runs: 80);
        List<ModelCallId> calls;
        await using (var db = Open())
        {
            var entries = await db.LedgerEntries.Where(e => e.SourceType == LedgerSource.Call && e.Money == MoneyMode.Live && !e.Duplicate).ToListAsync();
            var two = entries.GroupBy(e => (Berlin.DayOf(e.ChargedAt), e.PipelineId)).First(g => g.Select(e => e.CallId).Distinct().Count() > 1).DistinctBy(e => e.CallId).Take(2).ToList();
            calls = [.. two.Select(e => e.CallId!.Value)];
            await UnguardAsync(db);
            await SetAsync(db, two[0], two[0].Amount.Nanos + 40);
            await SetAsync(db, two[1], two[1].Amount.Nanos - 40);
        }

        await PassAsync();

        var month = Assert.Single((await ReadAsync(MoneyMode.Live)).Differing);
        var group = month.Differences.Single(g => g.Sort == DifferenceSort.CallAndLedger);
        Assert.Equal(calls.ToHashSet(), group.First.Select(d => d.CallId!.Value).ToHashSet());
        Assert.Equal([-40m, 40m], group.First.Select(d => d.Amount).Order());
        Assert.DoesNotContain(month.Differences, g => g.Sort == DifferenceSort.SumsAndLedger);
        Assert.Equal((month.LedgerNanoUsd, month.LedgerOfCallsNanoUsd), (month.SumsNanoUsd, month.CallsNanoUsd));
    }

    [Fact]
    public async Task PassAsync_EntryInAnotherMonthThanItsCall_IsNamedInBoth()
    {
        await FillAsync(seed: 12, runs: 60);
        await using (var db = Open())
        {
            var before = Berlin.StartOf(new DateOnly(2026, 11, 1));
            var call = await db.ModelCalls.FirstAsync(c => c.Money == MoneyMode.Live && c.CostNanos > 0 && c.CreatedAt < before.AddDays(-1));
            await UnguardAsync(db);
            await db.LedgerEntries.Where(e => e.SourceId == call.Id.Value).ExecuteUpdateAsync(e => e.SetProperty(x => x.ChargedAt, before.AddDays(2)));
        }

        await PassAsync();

        var months = (await ReadAsync(MoneyMode.Live)).Differing.ToList();
        Assert.Equal([11, 10], months.Select(m => m.Month.Month));
        Assert.Contains(months[0].Differences, g => g.Sort == DifferenceSort.EntryElsewhere && g.First[0].CallId is not null);
        Assert.Contains(months[1].Differences, g => g.Sort == DifferenceSort.CallWithoutEntry);
    }

    [Fact]
    public async Task PassAsync_ManyOfOneSort_CountsAllAndTellsTheFirst()
    {
        await FillAsync(seed: 13, runs: 40);
        await using (var db = Open())
        {
            await db.ModelCalls.Where(c => c.Money == MoneyMode.Live && c.CostNanos > 0 && c.CreatedAt < Begin.AddDays(25)).ExecuteUpdateAsync(c => c.SetProperty(x => x.CostNanos, x => x.CostNanos + 1));
        }

        await PassAsync();

        var month = Assert.Single((await ReadAsync(MoneyMode.Live)).Differing);
        var group = Assert.Single(month.Differences);
        Assert.True(group.Count > Differences.Told);
        Assert.Equal(Differences.Told, group.First.Count);
        Assert.Equal(group.Count, month.DifferenceNanoUsd);
    }

    [Fact]
    public async Task PassAsync_OnceItIsMended_SaysSo()
    {
        await FillAsync(seed: 14, runs: 30);
        await ChangeSumAsync(RollupGrain.Day, RollupFact.Charged, amount: 1, rows: 0);
        await PassAsync();
        Assert.Single((await ReadAsync(MoneyMode.Live)).Differing);
        await ChangeSumAsync(RollupGrain.Day, RollupFact.Charged, amount: -1, rows: 0);
        _clock.Advance(TimeSpan.FromHours(1));

        await PassAsync();

        await AssertNoneAsync();
        Assert.Equal(_clock.GetUtcNow().UtcDateTime, (await ReadAsync(MoneyMode.Live)).CheckedAt);
    }

    [Fact]
    public async Task PassAsync_BeforeTheSumsAreMade_SaysNothing()
    {
        await using (var db = Open()) await new FinanceRandom(seed: 15, runs: 10, Begin, days: 42).SaveAsync(db);

        Assert.Equal(0, await PassAsync());

        Assert.Null((await ReadAsync(MoneyMode.Live)).CheckedAt);
    }

    private async Task FillAsync(int seed, int runs)
    {
        await using (var db = Open()) await new FinanceRandom(seed, runs, Begin, days: 42).SaveAsync(db);
        await KeepAsync();
    }

    private Task<int> KeepAsync() => new RollupKeeper(Database.Contexts, Berlin, _clock, NullLogger<RollupKeeper>.Instance).CatchUpAsync(CancellationToken.None);

    private Task<int> PassAsync() => new Reconciler(Database.Contexts, Berlin, _clock, NullLogger<Reconciler>.Instance).PassAsync(CancellationToken.None);

    private Task<ReconciliationReport> ReadAsync(MoneyMode money) => new ReconciliationQuery(Database.Contexts).ReadAsync(Actor.System, money, CancellationToken.None);

    private async Task AssertNoneAsync()
    {
        foreach (var money in Enum.GetValues<MoneyMode>())
        {
            var report = await ReadAsync(money);
            Assert.NotEmpty(report.Months);
            Assert.Empty(report.Months.SelectMany(m => m.Differences).SelectMany(g => g.First).Select(d => d.Text));
        }
    }

    /// <summary>The differences of a sort in the one month that has any; sandbox money has none.</summary>
    private async Task<DifferenceGroup> OneAsync(DifferenceSort sort)
    {
        Assert.Empty((await ReadAsync(MoneyMode.Sandbox)).Differing);
        return Assert.Single(Assert.Single((await ReadAsync(MoneyMode.Live)).Differing).Differences, g => g.Sort == sort);
    }

    /// <summary>Changes the first sum of a fact of live money, behind the back of whoever keeps it.</summary>
    private async Task ChangeSumAsync(RollupGrain grain, RollupFact fact, long amount, long rows)
    {
        await using var db = Open();
        if (fact == RollupFact.Published)
        {
            await ChangeSpreadAsync(db, grain, new RollupAmount(amount, rows));
            return;
        }

        var row = await db.RollupSums.AsNoTracking().Where(s => s.Grain == (int)grain && s.Fact == (int)fact && db.RollupKeys.Any(k => k.Id == s.KeyId && k.Money == MoneyMode.Live))
            .OrderBy(s => s.Day).ThenBy(s => s.KeyId).FirstAsync();
        await AddToAsync(db, row, amount, rows);
    }

    private static async Task ChangeSpreadAsync(GenOpsDbContext db, RollupGrain grain, RollupAmount by)
    {
        var row = await db.RollupSpreads.AsNoTracking().Where(s => s.Grain == (int)grain && db.RollupKeys.Any(k => k.Id == s.KeyId && k.Money == MoneyMode.Live))
            .OrderBy(s => s.Day).ThenBy(s => s.KeyId).FirstAsync();
        var spread = new Spread();
        spread.Add(row.Data);
        spread.Add(spread.Amounts.Keys.First(), by);
        var data = spread.ToBytes();
        await db.RollupSpreads
            .Where(s => s.Grain == row.Grain && s.Day == row.Day && s.KeyId == row.KeyId && s.RecordedOn == row.RecordedOn)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.Data, data));
    }

    private static Task<int> AddToAsync(GenOpsDbContext db, RollupSum row, long amount, long rows) => db.RollupSums
        .Where(s => s.Build == row.Build && s.Grain == row.Grain && s.Fact == row.Fact && s.Day == row.Day && s.KeyId == row.KeyId && s.RecordedOn == row.RecordedOn)
        .ExecuteUpdateAsync(s => s.SetProperty(x => x.Amount, x => x.Amount + amount).SetProperty(x => x.Rows, x => x.Rows + rows));

    private static Task<ModelCall> AnyCallAsync(GenOpsDbContext db) =>
        db.ModelCalls.AsNoTracking().OrderBy(c => c.CreatedAt).FirstAsync(c => c.Money == MoneyMode.Live && c.CostNanos > 0);

    /// <summary>As whoever owns the database can: the ledger itself refuses to be changed.</summary>
    private static async Task UnguardAsync(GenOpsDbContext db)
    {
        // On PostgreSQL for this connection only: databases are used again.
        await db.Database.OpenConnectionAsync();
        string[] statements = db.Database.IsSqlite()
            ? ["DROP TRIGGER \"refuse_update_LedgerEntries\"", "DROP TRIGGER \"refuse_delete_LedgerEntries\""]
            : ["SET session_replication_role = replica"];
        foreach (var statement in statements) await db.Database.ExecuteSqlRawAsync(statement);
    }

    private static Task<int> SetAsync(GenOpsDbContext db, LedgerEntry entry, long nanos) =>
        db.LedgerEntries.Where(e => e.Id == entry.Id).ExecuteUpdateAsync(e => e.SetProperty(x => x.Amount.Nanos, nanos));

    private LedgerEntry Entry(ModelCall call, long nanos, Guid source, int revision)
    {
        using var db = Open();
        var run = db.Runs.Single(r => r.Id == call.RunId);
        return new LedgerEntry
        {
            Id = Id.New<LedgerEntryId>(),
            SourceType = LedgerSource.Call,
            SourceId = source,
            Kind = CostKind.Model,
            Revision = revision,
            Money = call.Money,
            Amount = new Money(nanos),
            Basis = LedgerBasis.Settlement,
            ChargedAt = call.CreatedAt,
            RecordedAt = call.CreatedAt,
            PipelineId = run.PipelineId,
            VersionId = run.VersionId,
            RunId = run.Id,
            StepRunId = call.StepRunId,
            CallId = new ModelCallId(source),
            CostCentre = run.CostCentre,
            Provider = call.Provider,
            Model = call.Model,
            Tier = call.Tier,
            Purpose = call.Purpose,
        };
    }
}

public sealed class ReconcilerTestsOnSqlite() : ReconcilerTests(DatabaseKind.Sqlite);

public sealed class ReconcilerTestsOnPostgres() : ReconcilerTests(DatabaseKind.Postgres);
