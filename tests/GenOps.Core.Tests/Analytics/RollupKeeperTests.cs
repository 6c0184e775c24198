using System.Text.Json;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Ledger;
using GenOps.Core.Outputs;
using GenOps.Core.Runs;
using GenOps.Testing;
using GenOps.Testing.Finance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Analytics;

/// <summary>Whatever happens to runs, and however far the sums are behind: every figure is what the rows themselves amount to.</summary>
public abstract class RollupKeeperTests(DatabaseKind kind) : DatabaseTest(kind)
{
    // The clocks are put back on 25 October.
    private static readonly ReportingCalendar Berlin = ReportingCalendar.From("Europe/Berlin");
    private static readonly DateTime Begin = new(2026, 10, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task CatchUpAsync_WhateverHappens_FiguresAreThoseOfTheRows(int seed)
    {
        var random = new Random(seed);
        await using (var db = Open()) await new FinanceRandom(seed, runs: 50, Begin, days: 42).SaveAsync(db);
        var keeper = Keeper();
        await keeper.CatchUpAsync(CancellationToken.None);

        for (var round = 0; round < 6; round++)
        {
            await using (var db = Open())
            {
                for (var i = 0; i < 4; i++) await ChangeAsync(db, random);
            }

            if (round % 2 == 0)
            {
                Assert.NotEqual(0, await keeper.CatchUpAsync(CancellationToken.None));
                await using var db = Open();
                Assert.Equal(0, await db.RunStamps.CountAsync());
            }

            await AssertAsRowsAsync(random);
        }
    }

    [Fact]
    public async Task CatchUpAsync_OtherTimeZone_SumsAnewByItsDays()
    {
        await using (var db = Open()) await new FinanceRandom(seed: 9, runs: 30, Begin, days: 42).SaveAsync(db);
        await new RollupKeeper(Database.Contexts, ReportingCalendar.From("Pacific/Auckland"), _clock, NullLogger<RollupKeeper>.Instance).CatchUpAsync(CancellationToken.None);

        await Keeper().CatchUpAsync(CancellationToken.None);

        await using (var db = Open())
        {
            Assert.Equal(("Europe/Berlin", 2), await db.RollupStates.Select(s => new ValueTuple<string, int>(s.Zone, s.Build)).SingleAsync());
            Assert.Equal(0, await db.RollupSums.CountAsync(s => s.Build == 1));
        }

        await AssertAsRowsAsync(new Random(9));
    }

    [Fact]
    public async Task CatchUpAsync_AgainWithoutAChange_DoesNothing()
    {
        await using (var db = Open()) await new FinanceRandom(seed: 4, runs: 20, Begin, days: 42).SaveAsync(db);
        var keeper = Keeper();
        await keeper.CatchUpAsync(CancellationToken.None);

        Assert.Equal(0, await keeper.CatchUpAsync(CancellationToken.None));
    }

    [Fact]
    public async Task CatchUpAsync_CutOffAgainAndAgain_LosesNothingAndCountsNothingTwice()
    {
        await using (var db = Open()) await new FinanceRandom(seed: 6, runs: 60, Begin, days: 42).SaveAsync(db);
        var random = new Random(6);
        var cut = 0;

        for (var round = 0; round < 3; round++)
        {
            for (var patience = 1; ; patience += random.Next(1, 12))
            {
                using var over = new CancellationTokenSource(patience);
                try
                {
                    // Each begins anew, as a process after the last one's end.
                    await Keeper().CatchUpAsync(over.Token);
                    break;
                }
                catch (OperationCanceledException)
                {
                    cut++;
                }
            }

            await AssertAsRowsAsync(random);
            await using var db = Open();
            for (var i = 0; i < 10; i++) await ChangeAsync(db, random);
        }

        Assert.NotEqual(0, cut);
    }

    // Many keepers on one database: what one worked out beside another must not count twice.
    [Fact]
    public async Task CatchUpAsync_ManyAtOnce_CountNothingTwice()
    {
        await using (var db = Open()) await new FinanceRandom(seed: 5, runs: 40, Begin, days: 42).SaveAsync(db);
        var random = new Random(5);

        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Keeper().CatchUpAsync(CancellationToken.None))));
            await AssertAsRowsAsync(random);
            await using var db = Open();
            for (var i = 0; i < 10; i++) await ChangeAsync(db, random);
        }
    }

    protected RollupKeeper Keeper() => new(Database.Contexts, Berlin, _clock, NullLogger<RollupKeeper>.Instance);

    private async Task AssertAsRowsAsync(Random random)
    {
        var catalogue = new KpiCatalogue(Database.Contexts, _clock, Berlin);
        foreach (var filter in await FiltersAsync(random))
        {
            var fromSums = await DescribeAsync(catalogue, filter);
            await using var db = Open();
            var rules = await db.RollupStates.Select(s => s.Facts).SingleAsync();
            // Sums of other rules are not read.
            await db.RollupStates.ExecuteUpdateAsync(s => s.SetProperty(x => x.Facts, "other"));
            var fromRows = await DescribeAsync(catalogue, filter);
            await db.RollupStates.ExecuteUpdateAsync(s => s.SetProperty(x => x.Facts, rules));
            Assert.Equal(fromRows.Exact, fromSums.Exact);
            // Medians of sums are those of classes of durations.
            Assert.All(fromRows.Medians.Zip(fromSums.Medians), pair => Assert.InRange(
                pair.Second, pair.First * (1 - DurationSketch.Error), pair.First * (1 + DurationSketch.Error)));
        }
    }

    private static async Task<(string Exact, IReadOnlyList<decimal> Medians)> DescribeAsync(KpiCatalogue catalogue, AnalyticsFilter filter)
    {
        var figures = await catalogue.ComputeAsync(Actor.System, [.. KpiCatalogue.All.Select(k => k.Name)], filter, CancellationToken.None);
        var medians = figures.Where(IsNear).SelectMany(f => new[] { f.Value.Amount, f.Percentile90?.Amount }
            .Concat(f.Axes.SelectMany(axis => f.By(axis).Select(p => p.Value.Amount)))).Select(amount => amount ?? 0);
        return (string.Join('\n', figures.Select(f => JsonSerializer.Serialize(new
        {
            f.Definition.Name,
            Text = IsNear(f) ? "" : f.Value.Text,
            f.Value.Missing,
            f.Numerator,
            f.Denominator,
            f.Interval,
            Percentile = IsNear(f) ? null : f.Percentile90?.Amount,
            Explanation = IsNear(f) ? "" : f.Explanation,
            f.Caveats,
            Uses = f.Assumptions.Select(a => a.Text),
            ByModel = f.Axes.Contains(KpiAxis.Model) ? f.By(KpiAxis.Bucket, KpiAxis.Model).Select(p => $"{string.Join(' ', p.Labels)}: {p.Numerator}") : [],
            Parts = f.Axes.SelectMany(axis => f.By(axis).Select(p => $"{p.Labels[0]}: {(IsNear(f) ? "" : p.Value.Text)} {p.Numerator} {p.Denominator}").Order(StringComparer.Ordinal)),
        }))), [.. medians]);

        static bool IsNear(KpiFigure figure) => figure.Definition.Name == "time-to-market";
    }

    private async Task<IReadOnlyList<AnalyticsFilter>> FiltersAsync(Random random)
    {
        await using var db = Open();
        var pipelines = await db.Pipelines.OrderBy(p => p.Name).Select(p => p.Id).ToListAsync();
        var versions = await db.PipelineVersions.OrderBy(v => v.CreatedAt).Select(v => v.Id).ToListAsync();
        var money = random.Next(4) == 0 ? MoneyMode.Sandbox : MoneyMode.Live;
        var month = new AnalyticsFilter { Money = money, From = Berlin.StartOf(new DateOnly(2026, 10, 1)), To = Berlin.StartOf(new DateOnly(2026, 11, 1)), ByModel = random.Next(2) == 0 };
        var odd = Begin.AddMinutes(random.Next(60 * 24 * 20));
        return
        [
            month with { ByModel = !month.ByModel, From = Berlin.StartOf(new DateOnly(2026, 1, 1)), To = Berlin.StartOf(new DateOnly(2026, 11, 7)), Bucket = BucketUnit.Month },
            month with { From = odd, To = odd.AddMinutes(random.Next(1, 60 * 24 * 25)), Bucket = BucketUnit.Day },
            random.Next(6) switch
            {
                0 => month with { Pipeline = pipelines[random.Next(pipelines.Count)] },
                1 => month with { Version = versions[random.Next(versions.Count)] },
                2 => month with { CostCentre = "accounting", Bucket = BucketUnit.Week },
                3 => month with { Model = "gpt-4o" },
                4 => month with { Tier = Tier.Small, Bucket = BucketUnit.Year },
                _ => month with { Provider = "openai" },
            },
        ];
    }

    /// <summary>One thing of those that change what a run's rows amount to.</summary>
    private static async Task ChangeAsync(GenOpsDbContext db, Random random)
    {
        db.ChangeTracker.Clear();
        var at = Begin.AddMinutes(random.Next(60 * 24 * 45));
        var outputs = await db.Outputs.OrderBy(o => o.Id).ToListAsync();
        var output = outputs[random.Next(outputs.Count)];
        var calls = await db.ModelCalls.AsNoTracking().OrderBy(c => c.Id).ToListAsync();
        var call = calls[random.Next(calls.Count)];
        switch (random.Next(8))
        {
            case 0:
                (output.State, output.AcceptedAt, output.DecidedAt, output.DecidedByPerson) = (OutputState.Approved, at, at, random.Next(2) == 0);
                break;
            case 1:
                (output.State, output.AcceptedAt, output.DecidedAt, output.DecidedByPerson) = (OutputState.Rejected, null, at, true);
                break;
            case 2:
                // A decision undone.
                (output.State, output.AcceptedAt, output.DecidedAt, output.DecidedByPerson, output.WithdrawnAt) = (OutputState.Flagged, null, null, null, null);
                break;
            case 3:
                output.WithdrawnAt = output.AcceptedAt?.AddHours(random.Next(400));
                break;
            case 4:
                await db.Runs.Where(r => r.Id == output.RunId).ExecuteUpdateAsync(r => r
                    .SetProperty(x => x.State, random.Next(2) == 0 ? RunState.Failed : RunState.Succeeded).SetProperty(x => x.EndedAt, at));
                break;
            case 5:
                await db.ModelCalls.Where(c => c.Id == call.Id).ExecuteUpdateAsync(c => c
                    .SetProperty(x => x.State, random.Next(2) == 0 ? CallState.Unusable : CallState.Applied)
                    .SetProperty(x => x.Pricing, PricingState.Unpriced).SetProperty(x => x.UsageEstimated, true));
                break;
            case 6:
                await db.StepRuns.Where(s => s.Id == call.StepRunId).ExecuteUpdateAsync(s => s.SetProperty(x => x.Generation, x => x.Generation + 1));
                break;
            default:
                await AddLateChargeAsync(db, call, at, random.NextInt64(-9_000, 900_000));
                break;
        }

        await db.SaveChangesAsync();
    }

    private static async Task AddLateChargeAsync(GenOpsDbContext db, Core.Inference.ModelCall call, DateTime at, long nanos)
    {
        var run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == call.RunId);
        var revision = await db.LedgerEntries.CountAsync(e => e.SourceId == call.Id.Value);
        db.LedgerEntries.Add(LateCharge.Of(call, run, revision, nanos, at, at));
    }
}

public sealed class RollupKeeperTestsOnSqlite() : RollupKeeperTests(DatabaseKind.Sqlite);

public sealed class RollupKeeperTestsOnPostgres() : RollupKeeperTests(DatabaseKind.Postgres)
{
    [Fact]
    public async Task CatchUpAsync_ManyStampsWorkedOff_HasTheDatabaseForgetThem()
    {
        await using var db = Open();
        await new FinanceRandom(seed: 11, runs: 1, new DateTime(2026, 10, 1, 0, 0, 0, DateTimeKind.Utc), days: 42).SaveAsync(db);
        var keeper = Keeper();
        await keeper.CatchUpAsync(CancellationToken.None);
        await db.Database.ExecuteSqlRawAsync("""INSERT INTO "RunStamps" ("RunId") SELECT r."Id" FROM "Runs" r, generate_series(1, 60000)""");

        await keeper.CatchUpAsync(CancellationToken.None);

        // Of a table that was forgotten nothing is left.
        Assert.Equal(0, await db.Database.SqlQueryRaw<long>("""SELECT pg_relation_size('"RunStamps"') AS "Value" """).SingleAsync());
    }
}
