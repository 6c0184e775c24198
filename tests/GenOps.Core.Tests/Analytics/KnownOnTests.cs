using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Calls;
using GenOps.Core.Ledger;
using GenOps.Core.Outputs;
using GenOps.Core.Runs;
using GenOps.Testing;
using GenOps.Testing.Finance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Analytics;

/// <summary>A figure as it was known on a day holds what was recorded by its end, and never changes again.</summary>
public abstract class KnownOnTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly ReportingCalendar Berlin = ReportingCalendar.From("Europe/Berlin");
    private static readonly DateTime Begin = new(2026, 10, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateOnly Closed = new(2026, 11, 19);

    private static readonly AnalyticsFilter Autumn = new()
    {
        Money = MoneyMode.Live,
        From = Berlin.StartOf(new DateOnly(2026, 10, 1)),
        To = Berlin.StartOf(new DateOnly(2026, 11, 25)),
    };

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));

    private KpiCatalogue Catalogue => new(Database.Contexts, _clock, Berlin);

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public async Task ComputeAsync_KnownOnADay_IsWhatRowsRecordedUntilThenAmountTo(int seed)
    {
        var random = new Random(seed);
        await SaveAsync(seed);
        await LateChargesAsync(random, recorded: () => Begin.AddMinutes(random.Next(60 * 24 * 45)));
        await CatchUpAsync();

        foreach (var day in Enumerable.Range(0, 8).Select(_ => new DateOnly(2026, 10, 1).AddDays(random.Next(50))).Append(Closed))
        {
            var filter = Autumn with { KnownOn = day };
            var end = Berlin.StartOf(day.AddDays(1));
            await using var db = Open();
            var entries = await db.LedgerEntries.Where(e => e.Money == MoneyMode.Live && e.ChargedAt >= filter.From && e.ChargedAt < filter.To && e.RecordedAt < end).ToListAsync();
            var accepted = await db.Outputs.CountAsync(o => o.Money == MoneyMode.Live && o.AcceptedAt >= filter.From && o.AcceptedAt < end);
            var withdrawn = await db.Outputs.CountAsync(o => o.Money == MoneyMode.Live && o.WithdrawnAt >= filter.From && o.WithdrawnAt < end);

            Assert.Equal((day, entries.Sum(e => e.Amount.Nanos)), (day, (await FigureAsync("spend", filter)).Numerator.Amount));
            Assert.Equal((day, accepted - withdrawn), (day, (int)(await FigureAsync("accepted-outputs", filter)).Numerator.Amount));
        }
    }

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    public async Task ComputeAsync_KnownOnADay_StaysWhateverComesLater(int seed)
    {
        var random = new Random(seed);
        await SaveAsync(seed);
        await CatchUpAsync();
        AnalyticsFilter[] pinned =
        [
            Autumn with { KnownOn = Closed }, Autumn with { KnownOn = Closed.AddDays(-12), Bucket = BucketUnit.Day, ByModel = true },
            Autumn with { KnownOn = Closed, Model = "gpt-4o", Bucket = BucketUnit.Month },
        ];
        var then = await DescribeAsync(pinned);
        var now = await DescribeAsync(Autumn);

        for (var round = 0; round < 3; round++)
        {
            _clock.Advance(TimeSpan.FromHours(17));
            for (var i = 0; i < 6; i++) await ChangeAsync(random);
            await LateChargesAsync(random, recorded: () => _clock.GetUtcNow().UtcDateTime);
            if (round > 0) await CatchUpAsync();

            Assert.Equal(then, await DescribeAsync(pinned));
        }

        Assert.NotEqual(now, await DescribeAsync(Autumn));
    }

    [Fact]
    public async Task RowsAsync_KnownOnADay_SumToTheFigureWhateverCameLater()
    {
        var random = new Random(41);
        await SaveAsync(seed: 41);
        await CatchUpAsync();
        _clock.Advance(TimeSpan.FromDays(2));
        for (var i = 0; i < 12; i++) await ChangeAsync(random);
        await CatchUpAsync();
        var later = 0;

        foreach (var name in KpiCatalogue.All.Select(k => k.Name))
        {
            var figure = await FigureAsync(name, Autumn with { KnownOn = Closed, ByModel = true });
            KpiAxis[] axes = [.. figure.Axes.Where(a => a is KpiAxis.Class or KpiAxis.Model)];
            foreach (var slice in axes.Length > 0 ? axes.SelectMany(a => figure.By(a)).Select(p => (p.Slice, p.Numerator)) : [(new KpiSlice(), figure.Numerator.Amount)])
            {
                var rows = new List<KpiRow>();
                KpiRowPage page;
                do
                {
                    page = await Catalogue.RowsAsync(Actor.System, name, figure.Filter, slice.Item1, rows.Count, 97, CancellationToken.None);
                    rows.AddRange(page.Rows);
                }
                while (page.Rows.Count > 0 && rows.Count < page.Count);

                Assert.Equal((name, slice.Item2, page.Count), (name, rows.Sum(r => r.Amount), (long)rows.Count));
                later += rows.Count(r => r.Kind == KpiRowKind.LaterChange);
            }
        }

        Assert.NotEqual(0, later);
    }

    [Fact]
    public async Task ComputeAsync_RowSummedAfterMidnight_IsKnownOnTheDayItWasRecorded()
    {
        var day = Closed.AddDays(1);
        var midnight = Berlin.StartOf(day.AddDays(1));
        _clock.SetUtcNow(new DateTimeOffset(midnight.AddMinutes(5)));
        await SaveAsync(seed: 51);
        await CatchUpAsync();
        var random = new Random(51);
        await LateChargesAsync(random, recorded: () => midnight.AddSeconds(-1));
        await LateChargesAsync(random, recorded: () => midnight.AddSeconds(1));
        var early = await Assert.ThrowsAsync<InvalidInputException>(() => FigureAsync("spend", Autumn with { KnownOn = day }));
        _clock.Advance(TimeSpan.FromMinutes(10));
        await CatchUpAsync();

        await using var db = Open();
        var known = (await db.LedgerEntries.Where(e => e.Money == MoneyMode.Live && e.RecordedAt < midnight && e.ChargedAt >= Autumn.From).ToListAsync()).Sum(e => e.Amount.Nanos);
        Assert.Equal(known, (await FigureAsync("spend", Autumn with { KnownOn = day })).Numerator.Amount);
        Assert.NotEqual(known, (await FigureAsync("spend", Autumn)).Numerator.Amount);
        Assert.Equal("known", early.Problems.Single().Field);
        Assert.Contains("2026-11-19", early.Problems.Single().Cure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ComputeAsync_KnownOnADayWhileSumsAreMade_IsRefused()
    {
        await SaveAsync(seed: 61);

        var refused = await Assert.ThrowsAsync<ConflictException>(() => FigureAsync("spend", Autumn with { KnownOn = Closed }));

        Assert.Contains("being made", refused.Message, StringComparison.Ordinal);
    }

    private async Task SaveAsync(int seed)
    {
        await using var db = Open();
        await new FinanceRandom(seed, runs: 50, Begin, days: 42).SaveAsync(db);
    }

    private async Task CatchUpAsync()
    {
        using var keeper = new RollupKeeper(Database.Contexts, Berlin, _clock, NullLogger<RollupKeeper>.Instance);
        await keeper.CatchUpAsync(CancellationToken.None);
    }

    private Task<KpiFigure> FigureAsync(string name, AnalyticsFilter filter) => Catalogue.ComputeAsync(Actor.System, name, filter, CancellationToken.None);

    private async Task<IReadOnlyList<string>> DescribeAsync(params AnalyticsFilter[] filters)
    {
        var told = new List<string>();
        foreach (var filter in filters)
        {
            var figures = await Catalogue.ComputeAsync(Actor.System, [.. KpiCatalogue.All.Select(k => k.Name)], filter, CancellationToken.None);
            told.AddRange(figures.Select(f => string.Join(
                " | ",
                new[] { f.Definition.Name, f.Value.Text, $"{f.Numerator}", $"{f.Denominator}", f.Explanation }
                    .Concat(f.Axes.SelectMany(axis => f.By(axis).Select(p => $"{p.Labels[0]}: {p.Value.Text} {p.Numerator} {p.Denominator}").Order(StringComparer.Ordinal))))));
        }

        return told;
    }

    /// <summary>One of the things that happen to runs and outputs, happening now.</summary>
    private async Task ChangeAsync(Random random)
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        await using var db = Open();
        var outputs = await db.Outputs.OrderBy(o => o.Id).ToListAsync();
        var output = outputs[random.Next(outputs.Count)];
        var open = outputs.Where(o => o.DecidedAt == null).ToList();
        var calls = await db.ModelCalls.AsNoTracking().OrderBy(c => c.Id).ToListAsync();
        var call = calls[random.Next(calls.Count)];
        switch (random.Next(5))
        {
            case 0 when open.Count > 0:
                var decided = open[random.Next(open.Count)];
                (decided.State, decided.AcceptedAt, decided.DecidedAt, decided.DecidedByPerson) = (OutputState.Approved, now, now, true);
                break;
            case 1 when output is { AcceptedAt: not null, WithdrawnAt: null }:
                output.WithdrawnAt = now;
                break;
            case 2:
                await db.Runs.Where(r => r.EndedAt == null).Take(1).ExecuteUpdateAsync(r => r.SetProperty(x => x.State, RunState.Failed).SetProperty(x => x.EndedAt, now));
                break;
            case 3:
                await db.ModelCalls.Where(c => c.Id == call.Id).ExecuteUpdateAsync(c => c.SetProperty(x => x.State, CallState.Unusable).SetProperty(x => x.UsageEstimated, true));
                break;
            default:
                await db.StepRuns.Where(s => s.Id == call.StepRunId).ExecuteUpdateAsync(s => s.SetProperty(x => x.Generation, x => x.Generation + 1));
                break;
        }

        await db.SaveChangesAsync();
    }

    /// <summary>Charges of calls of long ago, told of later.</summary>
    private async Task LateChargesAsync(Random random, Func<DateTime> recorded)
    {
        await using var db = Open();
        var calls = await db.ModelCalls.AsNoTracking().Where(c => c.Money == MoneyMode.Live).OrderBy(c => c.Id).ToListAsync();
        for (var i = 0; i < 5; i++)
        {
            var call = calls[random.Next(calls.Count)];
            var run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == call.RunId);
            var revision = await db.LedgerEntries.CountAsync(e => e.SourceId == call.Id.Value);
            db.LedgerEntries.Add(LateCharge.Of(call, run, revision, random.NextInt64(-9_000, 900_000), call.CreatedAt, recorded()));
            await db.SaveChangesAsync();
        }
    }
}

public sealed class KnownOnTestsOnSqlite() : KnownOnTests(DatabaseKind.Sqlite);

public sealed class KnownOnTestsOnPostgres() : KnownOnTests(DatabaseKind.Postgres);
