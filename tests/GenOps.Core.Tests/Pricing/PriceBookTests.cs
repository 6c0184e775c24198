using GenOps.Core.Calls;
using GenOps.Core.Pricing;
using GenOps.Testing;
using Microsoft.Extensions.Time.Testing;
using static GenOps.Core.Tests.Pricing.PriceRows;

namespace GenOps.Core.Tests.Pricing;

public abstract class PriceBookTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly DateTime Now = Day(2026, 11, 1);
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(Now));

    private PriceBook Book => field ??= new PriceBook(Database.Contexts, _clock);

    [Fact]
    public async Task Price_GoldenCaseOfCachedInput_IsExactToTheNano()
    {
        await RecordAsync(
            Row("openai", "gpt-5", Meter.Input, 1.25m), Row("openai", "gpt-5", Meter.CacheRead, 0.625m), Row("openai", "gpt-5", Meter.Output, 10m));

        var priced = Book.Price(
            "openai", "gpt-5", Use(new(Meter.Input, 262_960 - 257_955), new(Meter.CacheRead, 257_955), new(Meter.Output, 1_744)), Now, Now);

        Assert.Equal(184_918_125, priced.Cost!.Value.Nanos);
        Assert.Equal(3, priced.Entries.Count);
        Assert.Null(priced.Missing);
    }

    [Fact]
    public async Task Price_FractionsOfANano_AreRoundedOnceAtTheTotal()
    {
        // Three buckets of 0.4 nano each: rounded one by one they would be nothing.
        await RecordAsync(
            Row("p", "m", Meter.Input, 0.0004m), Row("p", "m", Meter.CacheRead, 0.0004m), Row("p", "m", Meter.Output, 0.0004m));

        var priced = Book.Price("p", "m", Use(new(Meter.Input, 1), new(Meter.CacheRead, 1), new(Meter.Output, 1)), Now, Now);

        Assert.Equal(1, priced.Cost!.Value.Nanos);
    }

    [Theory]
    [InlineData("2025-06-10", 30_000_000)]
    [InlineData("2025-06-11", 6_000_000)]
    public async Task Price_ChangeAtADate_HoldsFromThatDate(string sent, long nanos)
    {
        await new PriceSeeder(Database.Contexts, _clock, Book).InstallAsync(CancellationToken.None);

        var priced = Book.Price("openai", "o3", Tokens(1_000, 500), DateTime.Parse(sent).ToUniversalTime(), Now);

        Assert.Equal(nanos, priced.Cost!.Value.Nanos);
    }

    [Fact]
    public async Task Price_CorrectionRecordedLater_IsSeenOnlyFromItsRecordingOn()
    {
        await RecordAsync(
            Row("p", "m", Meter.Input, 10m, recorded: Day(2026, 1, 1)),
            Row("p", "m", Meter.Input, 1m, recorded: Day(2026, 3, 1)));

        Assert.Equal(10_000, Book.Price("p", "m", Tokens(1, 0), Day(2026, 2, 1), asOf: Day(2026, 2, 28)).Cost!.Value.Nanos);
        Assert.Equal(1_000, Book.Price("p", "m", Tokens(1, 0), Day(2026, 2, 1), asOf: Day(2026, 3, 1)).Cost!.Value.Nanos);
    }

    [Fact]
    public async Task Price_LaterRecordedButOlderPrice_DoesNotReplaceTheNewerOne()
    {
        await RecordAsync(
            Row("p", "m", Meter.Input, 2m, from: Day(2026, 5, 1), recorded: Day(2026, 5, 1)),
            Row("p", "m", Meter.Input, 3m, from: Day(2026, 1, 1), recorded: Day(2026, 6, 1)));

        Assert.Equal(2_000, Book.Price("p", "m", Tokens(1, 0), Now, Now).Cost!.Value.Nanos);
        Assert.Equal(3_000, Book.Price("p", "m", Tokens(1, 0), Day(2026, 2, 1), Now).Cost!.Value.Nanos);
    }

    [Fact]
    public async Task Price_Withdrawn_IsUnpricedAndSaysWhat()
    {
        await RecordAsync(
            Row("p", "m", Meter.Input, 1m), Row("p", "m", Meter.Output, 1m),
            Row("p", "m", Meter.Output, null, from: Day(2026, 2, 1), recorded: Day(2026, 2, 1)));

        var priced = Book.Price("p", "m", Tokens(5, 1_200), Now, Now);

        Assert.Null(priced.Cost);
        Assert.Equal((5_000, "1,200 output tokens", true), (priced.Part.Nanos, priced.MissingUse, priced.IsPartly));
        Assert.Single(priced.Entries);
        Assert.Equal("m has no price for 1,200 output tokens.", priced.Missing);
    }

    [Fact]
    public void Price_UnknownModel_IsUnpricedNeverZero()
    {
        var priced = Book.Price("p", "nobody-1", Tokens(0, 0), Now, Now);

        Assert.Null(priced.Cost);
        Assert.Equal("No price is known for nobody-1 at p.", priced.Missing);
        Assert.False(Book.Knows("p", "nobody-1"));
    }

    [Fact]
    public async Task Price_WithoutReasoningOrCachePrices_TakesOutputAndInputPrices()
    {
        await RecordAsync(Row("p", "m", Meter.Input, 1m), Row("p", "m", Meter.Output, 10m));

        var priced = Book.Price(
            "p", "m", Use(new(Meter.CacheRead, 1), new(Meter.CacheWrite5Min, 1), new(Meter.CacheWrite1Hour, 1), new(Meter.ReasoningOutput, 1)), Now, Now);

        Assert.Equal(13_000, priced.Cost!.Value.Nanos);
    }

    [Theory]
    [InlineData(200_000, 200_000_000)]
    [InlineData(200_001, 400_002_000)]
    [InlineData(500_001, 1_500_003_000)]
    public async Task Price_ContextBands_TakesTheHighestBandBelowTheInput(long input, long nanos)
    {
        await RecordAsync(
            Row("p", "m", Meter.Input, 1m), Row("p", "m", Meter.Input, 2m, above: 200_000), Row("p", "m", Meter.Input, 3m, above: 500_000));

        // Cached tokens count as input of the call.
        var priced = Book.Price("p", "m", Use(new(Meter.Input, input - 1_000), new(Meter.CacheRead, 1_000)), Now, Now);

        Assert.Equal(nanos, priced.Cost!.Value.Nanos);
    }

    [Theory]
    [InlineData("1024x1024/high", 167_000_000)]
    [InlineData("1024x1024/auto", 42_000_000)]
    [InlineData("512x512/low", 9_000_000)]
    public async Task Price_Images_GoesFromTheVariantToItsSizeToAll(string variant, long nanos)
    {
        await RecordAsync(
            Row("p", "i", Meter.Images, 167_000m, variant: "1024x1024/high"), Row("p", "i", Meter.Images, 42_000m, variant: "1024x1024"),
            Row("p", "i", Meter.Images, 9_000m));

        Assert.Equal(nanos, Book.Price("p", "i", Use(new UsageQuantity(Meter.Images, 1, variant)), Now, Now).Cost!.Value.Nanos);
    }

    [Fact]
    public async Task Price_ImageReportedByTokensAndByThePiece_IsChargedOnce()
    {
        await RecordAsync(Row("p", "i", Meter.Images, 40_000m), Row("p", "i", Meter.ImageTokens, 40m));

        var priced = Book.Price("p", "i", Use(new(Meter.ImageTokens, 1_000), new(Meter.Images, 1)), Now, Now);

        Assert.Equal(40_000_000, priced.Cost!.Value.Nanos);
    }

    [Theory]
    [InlineData("contoso", "gpt-4o", 2_500)]
    [InlineData("contoso", "gpt-4o-2024-08-06", 2_500)]
    [InlineData("contoso", "gpt-4o-2024-05-13", 5_000)]
    [InlineData("contoso", "openai/gpt-4o", 2_500)]
    [InlineData("contoso", "claude-haiku-4-5-20251001", 1_000)]
    [InlineData("contoso", "models/gemini-2.5-pro", 1_250)]
    public async Task Price_ProviderWithoutOwnPrice_TakesTheMakersList(string provider, string model, long nanos)
    {
        await new PriceSeeder(Database.Contexts, _clock, Book).InstallAsync(CancellationToken.None);

        Assert.Equal(nanos, Book.Price(provider, model, Tokens(1, 0), Now, Now).Cost!.Value.Nanos);
    }

    [Theory]
    [InlineData("contoso", "llama-3.3-70b-versatile")]
    [InlineData("contoso", "openai/gpt-oss-20b")]
    [InlineData("contoso", "mistral/gpt-4o")]
    [InlineData("contoso", "sandbox-small")]
    [InlineData("sandbox", "gpt-4o")]
    public async Task Price_OtherHostsSandboxAndLive_NeverLendTheirPrices(string provider, string model)
    {
        await new PriceSeeder(Database.Contexts, _clock, Book).InstallAsync(CancellationToken.None);

        Assert.Null(Book.Price(provider, model, Tokens(1, 0), Now, Now).Cost);
    }

    [Fact]
    public async Task Price_OwnPriceOfTheProvider_GoesBeforeTheList()
    {
        await RecordAsync(
            Row("openai", "gpt-4o", Meter.Input, 2.5m), Row("openai", "gpt-4o", Meter.Output, 10m),
            Row("azure-eu", "gpt-4o", Meter.Input, 2m, from: Day(2026, 1, 1)));

        Assert.Equal(2_000, Book.Price("azure-eu", "gpt-4o", Tokens(1, 0), Now, Now).Cost!.Value.Nanos);
        Assert.Equal(2_500, Book.Price("azure-eu", "gpt-4o", Tokens(1, 0), Day(2025, 12, 31), Now).Cost!.Value.Nanos);
    }

    [Fact]
    public async Task Price_OwnPriceOfOneMeter_LeavesTheOthersToTheMakersList()
    {
        await RecordAsync(
            Row("openai", "gpt-4o", Meter.Input, 2.5m), Row("openai", "gpt-4o", Meter.CacheRead, 1.25m), Row("openai", "gpt-4o", Meter.Output, 10m),
            Row("azure-eu", "gpt-4o", Meter.Output, 8m));

        var priced = Book.Price("azure-eu", "gpt-4o", Use(new(Meter.Input, 1), new(Meter.CacheRead, 2), new(Meter.Output, 1)), Now, Now);

        Assert.Equal(2_500 + 2_500 + 8_000, priced.Cost!.Value.Nanos);
    }

    [Fact]
    public async Task Price_OwnPriceWithdrawn_FallsBackToTheMakersList()
    {
        await RecordAsync(
            Row("openai", "gpt-4o", Meter.Input, 2.5m), Row("openai", "gpt-4o", Meter.Output, 10m),
            Row("azure-eu", "gpt-4o", Meter.Input, 2m), Row("azure-eu", "gpt-4o", Meter.Output, 8m),
            Row("azure-eu", "gpt-4o", Meter.Output, null, from: Day(2026, 2, 1), recorded: Day(2026, 2, 1)));

        Assert.Equal(2_000 + 10_000, Book.Price("azure-eu", "gpt-4o", Tokens(1, 1), Now, Now).Cost!.Value.Nanos);
        Assert.Equal(2_000 + 8_000, Book.Price("azure-eu", "gpt-4o", Tokens(1, 1), Day(2026, 1, 1), Now).Cost!.Value.Nanos);
    }

    [Theory]
    [InlineData("azure-eu", "azure-eu/gpt-4o", 2_000)]
    [InlineData("azure-eu", "openai/gpt-4o-2024-08-06", 2_000)]
    [InlineData("azure-eu", "models/gpt-4o", 2_000)]
    [InlineData("azure-eu", "gpt-4o-2024-05-13", 5_000)]
    [InlineData("contoso", "openai/gpt-4o-2024-08-06", 2_500)]
    [InlineData("contoso", "azure-eu/gpt-4o", null)]
    [InlineData("contoso", "anthropic/gpt-4o", null)]
    [InlineData("contoso", "gpt-4o-turbo", null)]
    public async Task Price_PrefixedOrDatedName_IsPricedByStatedRulesAndNeverAcrossMakers(string provider, string model, int? nanos)
    {
        await RecordAsync(
            Row("openai", "gpt-4o", Meter.Input, 2.5m), Row("openai", "gpt-4o-2024-05-13", Meter.Input, 5m), Row("azure-eu", "gpt-4o", Meter.Input, 2m));

        Assert.Equal(nanos, (int?)Book.Price(provider, model, Tokens(1, 0), Now, Now).Cost?.Nanos);
    }

    [Fact]
    public async Task Price_ServiceTier_IsPricedByItsOwnPricesAndNeverByTheStandardOnes()
    {
        await new PriceSeeder(Database.Contexts, _clock, Book).InstallAsync(CancellationToken.None);

        Assert.Equal(4_250 + 17_000, Book.Price("contoso", "gpt-4o", Tokens(1, 1), Now, Now, "priority").Cost!.Value.Nanos);
        Assert.Equal(625 + 5_000, Book.Price("contoso", "gpt-5-2025-08-07", Tokens(1, 1), Now, Now, "flex").Cost!.Value.Nanos);
        var flex = Book.Price("contoso", "gpt-4o-mini", Tokens(1, 1), Now, Now, "flex");
        Assert.Equal((null, "No price is known for gpt-4o-mini at contoso at the service tier flex."), (flex.Cost, flex.Missing));
    }

    [Fact]
    public async Task Price_SnapshotOfItsOwnWithoutTheTier_IsNotPricedAsAnotherSnapshot()
    {
        await RecordAsync(
            Row("openai", "gpt-4o", Meter.Input, 2.5m), Row("openai", "gpt-4o", Meter.Input, 4m, tier: "priority"),
            Row("openai", "gpt-4o-2024-05-13", Meter.Input, 5m));

        Assert.Null(Book.Price("contoso", "gpt-4o-2024-05-13", Tokens(1, 0), Now, Now, "priority").Cost);
    }

    [Fact]
    public async Task Price_ImageWithOwnPriceByThePiece_IsChargedByThePiece()
    {
        await RecordAsync(Row("openai", "i", Meter.ImageTokens, 40m), Row("azure-eu", "i", Meter.Images, 30_000m));

        var priced = Book.Price("azure-eu", "i", Use(new(Meter.ImageTokens, 1_000), new(Meter.Images, 1)), Now, Now);

        Assert.Equal(30_000_000, priced.Cost!.Value.Nanos);
    }

    [Fact]
    public async Task Price_PricedAsAnother_FollowsTheOthersPricesAndEnds()
    {
        await RecordAsync(
            Row("openai", "gpt-4.1", Meter.Input, 2m), Row("openai", "gpt-4.1", Meter.Input, 3m, from: Day(2026, 6, 1), recorded: Day(2026, 6, 1)));
        await AliasAsync("azure-eu", "house-7", "gpt-4.1", Day(2026, 1, 1));
        await AliasAsync("azure-eu", "house-7", "", Day(2026, 10, 1));

        Assert.Null(Book.Price("azure-eu", "house-7", Tokens(1, 0), Day(2025, 12, 31), Now).Cost);
        Assert.Equal(2_000, Book.Price("azure-eu", "house-7", Tokens(1, 0), Day(2026, 2, 1), Now).Cost!.Value.Nanos);
        Assert.Equal(3_000, Book.Price("azure-eu", "house-7", Tokens(1, 0), Day(2026, 7, 1), Now).Cost!.Value.Nanos);
        Assert.Null(Book.Price("azure-eu", "house-7", Tokens(1, 0), Now, Now).Cost);
        Assert.Null(Book.Price("contoso", "house-7", Tokens(1, 0), Day(2026, 7, 1), Now).Cost);
    }

    [Fact]
    public async Task Price_LocalModelAtZero_IsPricedAtZero()
    {
        await RecordAsync(Row("ollama", "llama3", Meter.Input, 0m), Row("ollama", "llama3", Meter.Output, 0m));

        var priced = Book.Price("ollama", "llama3", Tokens(10, 10), Now, Now);

        Assert.Equal(Money.Zero, priced.Cost);
        Assert.Equal(2, priced.Entries.Count);
    }

    [Fact]
    public async Task Knows_EntryOfAnotherNode_IsSeenWithinTheMaximumAge()
    {
        Assert.False(Book.Knows("p", "m"));
        await RecordAsync(Row("p", "m", Meter.Input, 1m));
        Assert.False(Book.Knows("p", "m"));

        _clock.Advance(PriceBook.MaximumAge);

        Assert.True(Book.Knows("p", "m"));
    }

    [Fact]
    public async Task Refresh_EntryOfThisNode_IsSeenAtOnce()
    {
        Assert.False(Book.Knows("p", "m"));
        await RecordAsync(Row("p", "m", Meter.Input, 1m));

        Book.Refresh();

        Assert.True(Book.Knows("p", "m"));
    }

    private async Task AliasAsync(string provider, string model, string pricedAs, DateTime from)
    {
        await using var db = Open();
        db.Add(new PriceAlias
        {
            Id = Id.New<PriceAliasId>(),
            Provider = provider,
            Model = model,
            PricedAs = pricedAs,
            ValidFrom = from,
            RecordedAt = Day(2025, 1, 1),
            Source = "the provider's list",
            Author = "Ada",
        });
        await db.SaveChangesAsync();
    }

    private async Task RecordAsync(params PriceEntry[] entries)
    {
        await using var db = Open();
        db.PriceEntries.AddRange(entries);
        await db.SaveChangesAsync();
    }
}

public sealed class PriceBookTestsOnSqlite() : PriceBookTests(DatabaseKind.Sqlite);

public sealed class PriceBookTestsOnPostgres() : PriceBookTests(DatabaseKind.Postgres);
