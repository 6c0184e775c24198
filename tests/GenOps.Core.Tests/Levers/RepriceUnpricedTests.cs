using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Inference;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Levers;
using GenOps.Core.Pricing;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Tests.Ledger;
using GenOps.Core.Tests.Pricing;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Levers;

public abstract class RepriceUnpricedTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(LedgerRows.Noon.AddDays(1)));
    private readonly LedgerRows _rows = new();

    [Fact]
    public async Task ExecuteAsync_PriceRecordedSince_BooksTheCallInItsOwnPeriod()
    {
        var call = await UnpricedCallAsync("vllm", "m");
        await using (var db = Open())
        {
            db.Add(PriceRows.Row("vllm", "m", Meter.Input, 1m));
            await db.SaveChangesAsync();
        }

        var result = await RepriceAsync();
        var again = await RepriceAsync();

        Assert.Equal((1, 0, new Money(1_000_000), 0), (result.Calls, result.Labour, result.LiveCost, result.StillUnpriced));
        Assert.Equal((0, 0), (again.Calls, again.StillUnpriced));
        await using var fresh = Open();
        var entry = await fresh.LedgerEntries.SingleAsync();
        Assert.Equal((call, LedgerRows.Noon, new Money(1_000_000)), (entry.CallId!.Value, entry.ChargedAt, entry.Amount));
        var row = await fresh.ModelCalls.SingleAsync();
        Assert.Equal((PricingState.Priced, 1_000_000L), (row.Pricing, row.CostNanos!.Value));
        Assert.Contains((await fresh.PriceEntries.SingleAsync()).Id.ToString(), row.PriceEntries);
    }

    [Fact]
    public async Task ExecuteAsync_StillNoPrice_LeavesTheCallUnpriced()
    {
        await UnpricedCallAsync("vllm", "m");

        var result = await RepriceAsync();

        Assert.Equal((0, 1), (result.Calls, result.StillUnpriced));
        await using var db = Open();
        Assert.Empty(await db.LedgerEntries.ToListAsync());
    }

    [Fact]
    public async Task ExecuteAsync_LabourRateStatedSince_BooksTheLabourOnce()
    {
        await using (var db = Open())
        {
            await _rows.SaveAsync(db);
            db.AddRange(_rows.Labour(3600), _rows.Labour(0, measured: false), LedgerRows.Stated(AssumptionKeys.LabourRate, 65));
            await db.SaveChangesAsync();
        }

        Assert.Equal((1, Money.FromUsd(65)), (await RepriceAsync()) switch { var r => (r.Labour, r.LiveCost) });
        Assert.Equal(0, (await RepriceAsync()).Labour);
    }

    [Fact]
    public async Task ReadAsync_UnpricedCallsAndLabour_AreListedByMoney()
    {
        await UnpricedCallAsync("vllm", "m");
        await using (var db = Open())
        {
            db.Add(_rows.Labour(90));
            await db.SaveChangesAsync();
        }

        var live = await Unpriced().ReadAsync(Actor.System, MoneyMode.Live, CancellationToken.None);
        var sandbox = await Unpriced().ReadAsync(Actor.System, MoneyMode.Sandbox, CancellationToken.None);

        var model = Assert.Single(live.Models);
        Assert.Equal(("vllm", "m", 1, false), (model.Provider, model.Model, model.Calls, model.IsKnown));
        Assert.Equal([Meter.Input], model.Meters);
        Assert.Equal((1, 90), (live.LabourCount, live.LabourSeconds));
        Assert.Empty(sandbox.Models);
    }

    [Fact]
    public async Task ReadAsync_AnsweredByAnotherModelAtATier_NamesThatModelTheTierAndWhatIsMissing()
    {
        await UnpricedCallAsync("openai", "gpt-4o", answered: "gpt-4.1", tier: "flex");
        await using (var db = Open())
        {
            db.Add(PriceRows.Row("openai", "gpt-4.1", Meter.Input, 2m));
            await db.SaveChangesAsync();
        }

        var model = Assert.Single((await Unpriced().ReadAsync(Actor.System, MoneyMode.Live, CancellationToken.None)).Models);

        Assert.Equal(("gpt-4.1", "flex", true, LedgerRows.Noon), (model.Model, model.ServiceTier, model.IsKnown, model.FirstAt));
        Assert.Equal([Meter.Input], model.Meters);
    }

    [Fact]
    public async Task ExecuteAsync_AnsweredByAnotherModelAtATier_IsPricedByThese()
    {
        await UnpricedCallAsync("openai", "gpt-4o", answered: "gpt-4.1", tier: "flex");
        await using (var db = Open())
        {
            db.AddRange(
                PriceRows.Row("openai", "gpt-4o", Meter.Input, 9m), PriceRows.Row("openai", "gpt-4.1", Meter.Input, 8m),
                PriceRows.Row("openai", "gpt-4.1", Meter.Input, 1m, tier: "flex"));
            await db.SaveChangesAsync();
        }

        Assert.Equal((1, new Money(1_000_000)), (await RepriceAsync()) switch { var r => (r.Calls, r.LiveCost) });
    }

    [Fact]
    public async Task ExecuteAsync_FurtherBucketPriced_BooksTheDifferenceUntilAllIsPriced()
    {
        var call = await UnpricedCallAsync("vllm", "m");
        await using (var db = Open())
        {
            db.AddRange(
                new UsageLine { Id = Id.New<UsageLineId>(), CallId = call, Meter = Meter.Output, Quantity = 100 },
                new UsageLine { Id = Id.New<UsageLineId>(), CallId = call, Meter = Meter.AudioInput, Quantity = 10 },
                PriceRows.Row("vllm", "m", Meter.Input, 1m));
            await db.SaveChangesAsync();
        }

        var first = await RepriceAsync();
        var nothingNew = await RepriceAsync();
        await RecordAsync(PriceRows.Row("vllm", "m", Meter.Output, 10m), PriceRows.Row("vllm", "m", Meter.AudioInput, 100m));
        var second = await RepriceAsync();

        Assert.Equal((0, new Money(1_000_000), 1), (first.Calls, first.LiveCost, first.StillUnpriced));
        Assert.Equal((0, Money.Zero, 1), (nothingNew.Calls, nothingNew.LiveCost, nothingNew.StillUnpriced));
        Assert.Equal((1, new Money(2_000_000), 0), (second.Calls, second.LiveCost, second.StillUnpriced));
        await using var fresh = Open();
        var row = await fresh.ModelCalls.SingleAsync();
        Assert.Equal((PricingState.Priced, 3_000_000L, ""), (row.Pricing, row.CostNanos!.Value, row.UnpricedUse));
        Assert.Equal(3_000_000, await fresh.LedgerEntries.SumAsync(e => e.Amount.Nanos));
    }

    private async Task RecordAsync(params PriceEntry[] entries)
    {
        await using var db = Open();
        db.AddRange(entries);
        await db.SaveChangesAsync();
    }

    private UnpricedQuery Unpriced() => new(Database.Contexts, new PriceBook(Database.Contexts, _clock), _clock);

    private async Task<ModelCallId> UnpricedCallAsync(string provider, string model, string answered = "", string tier = "")
    {
        await using var db = Open();
        await _rows.SaveAsync(db);
        var call = _rows.Call(provider: provider, model: model);
        call.Pricing = PricingState.Unpriced;
        call.AnsweredModel = answered;
        call.ServiceTier = tier;
        db.Add(call);
        db.Add(new UsageLine { Id = Id.New<UsageLineId>(), CallId = call.Id, Meter = Meter.Input, Quantity = 1_000 });
        await db.SaveChangesAsync();
        return call.Id;
    }

    private Task<Repricing> RepriceAsync() =>
        new RepriceUnpriced(Database.Runner(_clock), Database.Contexts, new PriceBook(Database.Contexts, _clock), new BudgetBook(new BudgetAccounts(ReportingCalendar.From(null), []), new BudgetWaiters()))
            .ExecuteAsync(Actor.System, CancellationToken.None);
}

public sealed class RepriceUnpricedTestsOnSqlite() : RepriceUnpricedTests(DatabaseKind.Sqlite);

public sealed class RepriceUnpricedTestsOnPostgres() : RepriceUnpricedTests(DatabaseKind.Postgres);
