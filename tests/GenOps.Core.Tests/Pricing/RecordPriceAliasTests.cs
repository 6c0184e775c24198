using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Pricing;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using static GenOps.Core.Tests.Pricing.PriceRows;

namespace GenOps.Core.Tests.Pricing;

public abstract class RecordPriceAliasTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly Actor Fay = new(null, "Fay", new HashSet<string> { Roles.Finance });
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(Day(2026, 11, 1)));

    private PriceBook Book => field ??= new PriceBook(Database.Contexts, _clock);

    [Fact]
    public async Task ExecuteAsync_NameThatNothingKnows_IsPricedFromThenOnAudited()
    {
        await SeedAsync();
        Assert.False(Book.Knows("azure-eu", "house-7"));

        await RecordAsync(Fay, "house-7", "gpt-4o");

        Assert.True(Book.Knows("azure-eu", "house-7"));
        await using var db = Open();
        Assert.Contains("house-7 at azure-eu is priced as gpt-4o", (await db.AuditEntries.SingleAsync(e => e.Action == "price.alias")).Summary, StringComparison.Ordinal);
        var row = Assert.Single(await new PriceSheetQuery(Database.Contexts, _clock).AliasesAsync(Actor.System, CancellationToken.None));
        Assert.Equal(("house-7", "gpt-4o", "Fay"), (row.Model, row.PricedAs, row.Author));
    }

    [Theory]
    [InlineData("house-7", "house-8", "has no price")]
    [InlineData("house-7", "house-7", "same name")]
    [InlineData("", "gpt-4o", "model name")]
    public async Task ExecuteAsync_WhatCannotBe_IsRefusedWithTheCure(string model, string pricedAs, string problem)
    {
        await SeedAsync();

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => RecordAsync(Fay, model, pricedAs));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExecuteAsync_NeitherFinanceNorAdmin_IsDenied() => await Assert.ThrowsAsync<AccessDeniedException>(
        () => RecordAsync(new Actor(null, "Olga", new HashSet<string> { Roles.Operator }), "house-7", "gpt-4o"));

    [Fact]
    public async Task PriceAliases_OnceWritten_RefuseChangeAndRemoval()
    {
        await SeedAsync();
        await RecordAsync(Fay, "house-7", "gpt-4o");
        await using var db = Open();

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.PriceAliases.ExecuteUpdateAsync(a => a.SetProperty(x => x.PricedAs, "gpt-5")));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.PriceAliases.ExecuteDeleteAsync());
    }

    private async Task SeedAsync()
    {
        await using var db = Open();
        db.Add(Row("openai", "gpt-4o", Meter.Input, 2.5m));
        await db.SaveChangesAsync();
    }

    private Task<PriceAliasId> RecordAsync(Actor actor, string model, string pricedAs) => new RecordPriceAlias(Database.Runner(_clock), Book, _clock).ExecuteAsync(
        actor,
        new RecordPriceAliasRequest { Provider = "azure-eu", Model = model, PricedAs = pricedAs, ValidFrom = Day(2026, 10, 1), Source = "the provider's list" },
        CancellationToken.None);
}

public sealed class RecordPriceAliasTestsOnSqlite() : RecordPriceAliasTests(DatabaseKind.Sqlite);

public sealed class RecordPriceAliasTestsOnPostgres() : RecordPriceAliasTests(DatabaseKind.Postgres);
