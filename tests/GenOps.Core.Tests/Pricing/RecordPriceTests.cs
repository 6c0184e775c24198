using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Pricing;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using static GenOps.Core.Tests.Pricing.PriceRows;

namespace GenOps.Core.Tests.Pricing;

public abstract class RecordPriceTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly Actor Finance = new(Guid.CreateVersion7(), "Fay", new HashSet<string> { Roles.Finance });
    private static readonly Actor Operator = new(Guid.CreateVersion7(), "Oz", new HashSet<string> { Roles.Operator });
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(Day(2026, 11, 1)));

    private PriceBook Book => field ??= new PriceBook(Database.Contexts, _clock);

    [Fact]
    public async Task ExecuteAsync_ByFinance_PricesTheNextCallAndAudits()
    {
        Assert.False(Book.Knows("vllm", "llama-70b"));

        await RecordAsync(Finance, "vllm", "llama-70b", new PriceLine(Meter.Input, 0.0000005m), new PriceLine(Meter.Output, 0.000002m));

        Assert.Equal(2_500, Book.Price("vllm", "llama-70b", Tokens(1, 1), _clock.UtcNow(), _clock.UtcNow()).Cost!.Value.Nanos);
        await using var db = Open();
        var audit = await db.AuditEntries.SingleAsync();
        Assert.Equal(
            "Recorded prices of llama-70b at vllm from 2026-11-01: $0.5 per million input tokens, $2 per million output tokens", audit.Summary);
    }

    [Fact]
    public async Task ExecuteAsync_ByAnOperator_IsDenied() =>
        await Assert.ThrowsAsync<AccessDeniedException>(() => RecordAsync(Operator, "vllm", "m", new PriceLine(Meter.Input, 0)));

    [Theory]
    [InlineData("Vllm!", "m", 0, "Provider")]
    [InlineData("sandbox", "sandbox-small", 0, "Provider")]
    [InlineData("vllm", " ", 0, "Model")]
    [InlineData("vllm", "m", -1, "Price")]
    [InlineData("vllm", "m", 2.5, "Price")]
    public async Task ExecuteAsync_WhatCannotBeMeant_IsRefusedByField(string provider, string model, double price, string field)
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(
            () => RecordAsync(Finance, provider, model, new PriceLine(Meter.Input, (decimal)price)));

        Assert.Equal(field, Assert.Single(error.Problems).Field);
    }

    [Fact]
    public async Task Withdraw_PriceInForce_LeavesCallsUnpricedFromThatDay()
    {
        var entry = (await RecordAsync(Finance, "vllm", "m", new PriceLine(Meter.Input, 0.000001m)))[0];
        var withdraw = new WithdrawPrice(Database.Runner(_clock), Book);

        await withdraw.ExecuteAsync(Finance, new WithdrawPriceRequest(entry, Day(2026, 12, 1), "contract ended"), CancellationToken.None);

        Assert.NotNull(Book.Price("vllm", "m", Tokens(1, 0), Day(2026, 11, 30), _clock.UtcNow()).Cost);
        Assert.Null(Book.Price("vllm", "m", Tokens(1, 0), Day(2026, 12, 1), _clock.UtcNow()).Cost);
        await Assert.ThrowsAsync<InvalidInputException>(() => withdraw.ExecuteAsync(
            Finance, new WithdrawPriceRequest(entry, Day(2026, 10, 1), "too early"), CancellationToken.None));
    }

    [Fact]
    public async Task CurrentAsync_AndHistory_TellWhatHoldsAndWhatHeld()
    {
        await RecordAsync(Finance, "vllm", "m", new PriceLine(Meter.Input, 0.000001m), new PriceLine(Meter.Output, 0.000004m));
        _clock.Advance(TimeSpan.FromDays(1));
        await RecordAsync(Finance, "vllm", "m", new PriceLine(Meter.Input, 0.000002m));
        var query = new PriceSheetQuery(Database.Contexts, _clock);

        var sheet = Assert.Single(await query.CurrentAsync(Actor.System, "VLL", CancellationToken.None));
        var history = await query.HistoryAsync(Actor.System, "vllm", "m", CancellationToken.None);

        Assert.Equal([0.000002m, 0.000004m], sheet.Lines.Select(l => l.UnitPrice!.Value));
        Assert.Equal([(Meter.Input, true), (Meter.Input, false), (Meter.Output, true)], history.Select(l => (l.Meter, l.InForce)));
        Assert.Empty(await query.CurrentAsync(Actor.System, "nothing like it", CancellationToken.None));
    }

    private Task<IReadOnlyList<PriceEntryId>> RecordAsync(Actor actor, string provider, string model, params PriceLine[] lines) =>
        new RecordPrice(Database.Runner(_clock), Book, _clock).ExecuteAsync(
            actor,
            new RecordPriceRequest { Provider = provider, Model = model, ValidFrom = _clock.UtcNow().Date, Source = "contract", Lines = lines },
            CancellationToken.None);
}

public sealed class RecordPriceTestsOnSqlite() : RecordPriceTests(DatabaseKind.Sqlite);

public sealed class RecordPriceTestsOnPostgres() : RecordPriceTests(DatabaseKind.Postgres);
