using GenOps.Core.Access;
using GenOps.Core.Inference;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Pricing;
using GenOps.Core.Runs;
using GenOps.Core.Tests.Ledger;
using GenOps.Core.Tests.Pricing;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Runs;

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

        var live = await new UnpricedQuery(Database.Contexts).ReadAsync(MoneyMode.Live, CancellationToken.None);
        var sandbox = await new UnpricedQuery(Database.Contexts).ReadAsync(MoneyMode.Sandbox, CancellationToken.None);

        var model = Assert.Single(live.Models);
        Assert.Equal(("vllm", "m", 1), (model.Provider, model.Model, model.Calls));
        Assert.Equal([Meter.Input], model.Meters);
        Assert.Equal((1, 90), (live.LabourCount, live.LabourSeconds));
        Assert.Empty(sandbox.Models);
    }

    private async Task<ModelCallId> UnpricedCallAsync(string provider, string model)
    {
        await using var db = Open();
        await _rows.SaveAsync(db);
        var call = _rows.Call(provider: provider, model: model);
        call.Pricing = PricingState.Unpriced;
        db.Add(call);
        db.Add(new UsageLine { Id = Id.New<UsageLineId>(), CallId = call.Id, Meter = Meter.Input, Quantity = 1_000 });
        await db.SaveChangesAsync();
        return call.Id;
    }

    private Task<Repricing> RepriceAsync() =>
        new RepriceUnpriced(Database.Contexts, _clock, new PriceBook(Database.Contexts, _clock), new BudgetBook(new BudgetAccounts(ReportingCalendar.From(null)), new BudgetWaiters()))
            .ExecuteAsync(Actor.System, CancellationToken.None);
}

public sealed class RepriceUnpricedTestsOnSqlite() : RepriceUnpricedTests(DatabaseKind.Sqlite);

public sealed class RepriceUnpricedTestsOnPostgres() : RepriceUnpricedTests(DatabaseKind.Postgres);
