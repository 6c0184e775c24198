using GenOps.Core.Calls;
using GenOps.Core.Pricing;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using static GenOps.Core.Tests.Pricing.PriceRows;

namespace GenOps.Core.Tests.Pricing;

public abstract class PriceSeederTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(Day(2026, 11, 1)));

    private PriceSeeder Seeder => new(Database.Contexts, _clock, new PriceBook(Database.Contexts, _clock));

    [Fact]
    public async Task InstallAsync_Twice_AddsNothingTheSecondTime()
    {
        var first = await Seeder.InstallAsync(CancellationToken.None);

        Assert.True(first > 100);
        Assert.Equal(0, await Seeder.InstallAsync(CancellationToken.None));
    }

    [Fact]
    public async Task InstallAsync_ByTwoNodesAtOnce_InstallsEachPriceOnce()
    {
        await Task.WhenAll(Seeder.InstallAsync(CancellationToken.None), Seeder.InstallAsync(CancellationToken.None));

        await using var db = Open();
        Assert.Equal(ListPrices.Entries(_clock.UtcNow()).Count, await db.PriceEntries.CountAsync());
    }

    [Fact]
    public async Task InstallAsync_PriceStatedByAPerson_IsLeftToPeople()
    {
        await using (var db = Open())
        {
            db.PriceEntries.Add(Row("openai", "gpt-4o", Meter.Input, 2m, from: Day(2024, 1, 1)));
            await db.SaveChangesAsync();
        }

        await Seeder.InstallAsync(CancellationToken.None);

        var book = new PriceBook(Database.Contexts, _clock);
        Assert.Equal(2_000, book.Price("openai", "gpt-4o", Tokens(1, 0), _clock.UtcNow(), _clock.UtcNow()).Cost!.Value.Nanos);
    }
}

public sealed class PriceSeederTestsOnSqlite() : PriceSeederTests(DatabaseKind.Sqlite);

public sealed class PriceSeederTestsOnPostgres() : PriceSeederTests(DatabaseKind.Postgres);
