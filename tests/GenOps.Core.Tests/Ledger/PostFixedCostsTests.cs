using GenOps.Core.Ledger;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Ledger;

public abstract class PostFixedCostsTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly DateTime Noon = LedgerRows.Noon;
    private static readonly ReportingCalendar Berlin = ReportingCalendar.From("Europe/Berlin");
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(Noon));
    private readonly LedgerRows _rows = new();

    private PostFixedCosts Posting => new(Database.Contexts, _clock, Berlin);

    // In force from the 15th: August owes it whole on its last 17 days; then 30, 31 and the two days of November that have
    // begun, at 16,666,666,667 each.
    [Fact]
    public async Task ExecuteAsync_StatedInAugust_BooksEachDayOnceAndEachMonthWhole()
    {
        await StateAsync(LedgerRows.Stated(AssumptionKeys.FixedMonthly, 500, from: new DateTime(2026, 8, 15, 0, 0, 0, DateTimeKind.Utc)));

        await Posting.ExecuteAsync(CancellationToken.None);
        await Posting.ExecuteAsync(CancellationToken.None);

        var entries = await EntriesAsync();
        Assert.Equal(
            ["2026-08-15 00:00", "2026-08-15 22:00", "2026-08-16 22:00"], entries.Take(3).Select(e => e.ChargedAt.ToString("yyyy-MM-dd HH:mm")));
        Assert.Equal("2026-11-01 23:00", entries[^1].ChargedAt.ToString("yyyy-MM-dd HH:mm"));
        Assert.Equal(
            [(17, 500_000_000_000), (30, 500_000_000_000), (31, 500_000_000_000), (2, 33_333_333_334)],
            entries.GroupBy(e => ReportingCalendar.MonthOf(Berlin.DayOf(e.ChargedAt))).Select(m => (m.Count(), m.Sum(e => e.Amount.Nanos))));
        Assert.All(entries, e => Assert.Equal((MoneyMode.Live, CostKind.Fixed, 0), (e.Money, e.Kind, e.Revision)));
    }

    [Fact]
    public async Task ExecuteAsync_MonthOnceBookedWhole_IsMovedToItsDays()
    {
        var october = Berlin.StartOf(new DateOnly(2026, 10, 1));
        await StateAsync(LedgerRows.Stated(AssumptionKeys.FixedMonthly, 310, from: october));
        await using (var db = Open())
        {
            db.Add(new LedgerEntry
            {
                Id = Id.New<LedgerEntryId>(),
                SourceType = LedgerSource.Fixed,
                SourceId = Id.Derived("fixed|company|2026-10"),
                Kind = CostKind.Fixed,
                Revision = 0,
                Money = MoneyMode.Live,
                Amount = Money.FromUsd(310),
                Basis = LedgerBasis.Stated,
                ChargedAt = october,
                RecordedAt = october,
                CostCentre = "",
            });
            await db.SaveChangesAsync();
        }

        await Posting.ExecuteAsync(CancellationToken.None);
        await Posting.ExecuteAsync(CancellationToken.None);

        var entries = (await EntriesAsync()).Where(e => Berlin.DayOf(e.ChargedAt).Month == 10).ToList();
        Assert.Equal(310m, entries.Sum(e => e.Amount.Usd));
        Assert.Equal(100m, entries.Where(e => Berlin.DayOf(e.ChargedAt).Day <= 10).Sum(e => e.Amount.Usd));
    }

    [Fact]
    public async Task ExecuteAsync_CompanyAndPipeline_AreCostsOfTheirOwn()
    {
        await using (var db = Open()) await _rows.SaveAsync(db);
        await StateAsync(
            LedgerRows.Stated(AssumptionKeys.FixedMonthly, 500, from: Noon.AddHours(-1)),
            LedgerRows.Stated(AssumptionKeys.FixedMonthly, 20, _rows.Pipeline.Id, from: Noon.AddHours(-1)));

        await Posting.ExecuteAsync(CancellationToken.None);

        var entries = (await EntriesAsync()).OrderBy(e => e.Amount.Nanos).ToList();
        // The first of the 29 days from the 2nd on.
        Assert.Equal([(689_655_173, "marketing"), (17_241_379_311, "")], entries.Select(e => (e.Amount.Nanos, e.CostCentre)));
        Assert.Equal(_rows.Pipeline.Id, entries[0].PipelineId);
    }

    [Fact]
    public async Task ExecuteAsync_CorrectedAfterwards_BooksTheDifferenceOnTheSameDay()
    {
        var first = Noon.AddHours(-1);
        await StateAsync(LedgerRows.Stated(AssumptionKeys.FixedMonthly, 500, from: first));
        await Posting.ExecuteAsync(CancellationToken.None);
        await StateAsync(LedgerRows.Stated(AssumptionKeys.FixedMonthly, 450, from: first, recorded: Noon));

        await Posting.ExecuteAsync(CancellationToken.None);

        var entries = await EntriesAsync();
        // 500 ÷ 29 days, then 450 ÷ 29.
        Assert.Equal([(17_241_379_311, 0), (-1_724_137_931, 1)], entries.OrderBy(e => e.Revision).Select(e => (e.Amount.Nanos, e.Revision)));
        Assert.Single(entries.Select(e => e.ChargedAt).Distinct());
    }

    [Fact]
    public async Task ExecuteAsync_Withdrawn_OwesNothingFromThenOn()
    {
        await StateAsync(
            LedgerRows.Stated(AssumptionKeys.FixedMonthly, 500, from: Noon.AddMonths(-2)),
            LedgerRows.Stated(AssumptionKeys.FixedMonthly, null, from: Noon.AddDays(-20)));

        await Posting.ExecuteAsync(CancellationToken.None);

        // September from the 2nd on and October were owed, November not.
        var entries = await EntriesAsync();
        Assert.Equal((60, 1_000_000_000_000), (entries.Count, entries.Sum(e => e.Amount.Nanos)));
    }

    [Fact]
    public async Task ExecuteAsync_ByTwoNodesAtOnce_BooksOnce()
    {
        await StateAsync(LedgerRows.Stated(AssumptionKeys.FixedMonthly, 500, from: Noon.AddHours(-1)));

        await Task.WhenAll(Posting.ExecuteAsync(CancellationToken.None), Posting.ExecuteAsync(CancellationToken.None));

        Assert.Single(await EntriesAsync());
    }

    private async Task StateAsync(params Assumption[] stated)
    {
        await using var db = Open();
        db.AddRange(stated);
        await db.SaveChangesAsync();
    }

    private async Task<List<LedgerEntry>> EntriesAsync()
    {
        await using var db = Open();
        return await db.LedgerEntries.OrderBy(e => e.ChargedAt).ToListAsync();
    }
}

public sealed class PostFixedCostsTestsOnSqlite() : PostFixedCostsTests(DatabaseKind.Sqlite);

public sealed class PostFixedCostsTestsOnPostgres() : PostFixedCostsTests(DatabaseKind.Postgres);
