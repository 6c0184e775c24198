using GenOps.Core.Ledger;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Ledger;

public abstract class PostFixedCostsTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly DateTime Noon = LedgerRows.Noon;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(Noon));
    private readonly LedgerRows _rows = new();

    private PostFixedCosts Posting => new(Database.Contexts, _clock, ReportingCalendar.From("Europe/Berlin"));

    [Fact]
    public async Task ExecuteAsync_StatedInAugust_BooksEachMonthOnceSinceThen()
    {
        await StateAsync(LedgerRows.Stated(AssumptionKeys.FixedMonthly, 500, from: new DateTime(2026, 8, 15, 0, 0, 0, DateTimeKind.Utc)));

        await Posting.ExecuteAsync(CancellationToken.None);
        await Posting.ExecuteAsync(CancellationToken.None);

        var entries = await EntriesAsync();
        Assert.Equal(
            ["2026-08-15 00:00", "2026-08-31 22:00", "2026-09-30 22:00", "2026-10-31 23:00"],
            entries.Select(e => e.ChargedAt.ToString("yyyy-MM-dd HH:mm")));
        Assert.All(entries, e => Assert.Equal((500m, MoneyMode.Live, CostKind.Fixed, 0), (e.Amount.Usd, e.Money, e.Kind, e.Revision)));
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
        Assert.Equal([(20m, "marketing"), (500m, "")], entries.Select(e => (e.Amount.Usd, e.CostCentre)));
        Assert.Equal(_rows.Pipeline.Id, entries[0].PipelineId);
    }

    [Fact]
    public async Task ExecuteAsync_CorrectedAfterwards_BooksTheDifferenceInTheSameMonth()
    {
        var first = Noon.AddHours(-1);
        await StateAsync(LedgerRows.Stated(AssumptionKeys.FixedMonthly, 500, from: first));
        await Posting.ExecuteAsync(CancellationToken.None);
        await StateAsync(LedgerRows.Stated(AssumptionKeys.FixedMonthly, 450, from: first, recorded: Noon));

        await Posting.ExecuteAsync(CancellationToken.None);

        var entries = await EntriesAsync();
        Assert.Equal([(500m, 0), (-50m, 1)], entries.OrderBy(e => e.Revision).Select(e => (e.Amount.Usd, e.Revision)));
        Assert.Single(entries.Select(e => e.ChargedAt).Distinct());
    }

    [Fact]
    public async Task ExecuteAsync_Withdrawn_OwesNothingFromThenOn()
    {
        await StateAsync(
            LedgerRows.Stated(AssumptionKeys.FixedMonthly, 500, from: Noon.AddMonths(-2)),
            LedgerRows.Stated(AssumptionKeys.FixedMonthly, null, from: Noon.AddDays(-20)));

        await Posting.ExecuteAsync(CancellationToken.None);

        // September and October were owed, November not.
        Assert.Equal(2, (await EntriesAsync()).Count);
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
