using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Ledger;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Ledger;

public abstract class LedgerBookTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly DateTime Noon = LedgerRows.Noon;
    private static readonly DateTime Later = Noon.AddDays(40);
    private readonly LedgerRows _rows = new();

    [Fact]
    public async Task Charge_Call_CarriesTheRunsSnapshotAndTheCallsRoute()
    {
        await using var db = Open();
        await _rows.SaveAsync(db);
        var call = _rows.Call();
        db.Add(call);
        LedgerBook.Charge(db, call, _rows.Snapshot, new Money(1_500), LedgerBasis.Measured, Noon, Later);
        await db.SaveChangesAsync();

        await using var other = Open();
        var entry = await other.LedgerEntries.SingleAsync();
        Assert.Equal(new Money(1_500), entry.Amount);
        Assert.Equal((CostKind.Model, "call", call.Id.Value, 0), (entry.Kind, entry.SourceType, entry.SourceId, entry.Revision));
        Assert.Equal((_rows.Pipeline.Id, _rows.Run.Id, _rows.Step.Id, call.Id), (entry.PipelineId, entry.RunId, entry.StepRunId, entry.CallId));
        Assert.Equal(("openai", "gpt-4o", "marketing", Noon, Later), (entry.Provider, entry.Model, entry.CostCentre, entry.ChargedAt, entry.RecordedAt));
    }

    [Fact]
    public async Task Charge_SameCallTwice_IsRefusedByTheDatabase()
    {
        await using var db = Open();
        var call = _rows.Call();
        LedgerBook.Charge(db, call, _rows.Snapshot, new Money(1), LedgerBasis.Measured, Noon, Noon);
        await db.SaveChangesAsync();

        LedgerBook.Charge(db, call, _rows.Snapshot, new Money(1), LedgerBasis.Measured, Noon, Noon);

        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
    }

    [Fact]
    public async Task SettleAsync_AfterAnEstimate_AppendsTheDifferenceInTheSamePeriod()
    {
        var call = _rows.Call();
        await using (var db = Open())
        {
            LedgerBook.EstimateInDoubt(db, call, _rows.Snapshot, new Money(900), Noon, Noon);
            await db.SaveChangesAsync();
        }

        await using (var db = Open())
        {
            var entry = await SettleAsync(db, call, 200);
            await db.SaveChangesAsync();

            Assert.Equal((-700L, 1, LedgerBasis.Settlement, Noon), (entry!.Amount.Nanos, entry.Revision, entry.Basis, entry.ChargedAt));
            Assert.Null(await SettleAsync(db, call, 200));
        }

        await using (var db = Open()) Assert.Equal(200, await db.LedgerEntries.SumAsync(e => e.Amount.Nanos));
    }

    [Fact]
    public async Task SettleAsync_NothingBookedBefore_IsAFirstCharge()
    {
        await using var db = Open();

        var entry = await SettleAsync(db, _rows.Call(), 200);

        Assert.Equal((200L, 0, LedgerBasis.Measured), (entry!.Amount.Nanos, entry.Revision, entry.Basis));
    }

    [Fact]
    public async Task ChargeDuplicateAsync_SecondBill_IsKeptBesideTheFirstAndNotSettledAway()
    {
        await using var db = Open();
        var call = _rows.Call();
        LedgerBook.Charge(db, call, _rows.Snapshot, new Money(100), LedgerBasis.Measured, Noon, Noon);

        // The first charge is not saved yet: it is seen all the same.
        var second = await LedgerBook.ChargeDuplicateAsync(
            db, call, _rows.Snapshot, new Money(110), LedgerBasis.Measured, Noon, Noon, CancellationToken.None);
        await db.SaveChangesAsync();

        Assert.Equal((1, true), (second.Revision, second.Duplicate));
        Assert.Null(await SettleAsync(db, call, 100));
    }

    [Theory]
    [InlineData(65, null, 90, 1_625_000_000)]
    [InlineData(65, 80, 90, 2_000_000_000)]
    [InlineData(50, null, 7, 97_222_222)]
    public async Task ChargeLabourAsync_StatedRate_BooksSecondsAtTheRateOfThePipelineElseTheCompany(int company, int? own, int seconds, long nanos)
    {
        await using var db = Open();
        db.Add(LedgerRows.Stated(AssumptionKeys.LabourRate, company));
        if (own is not null) db.Add(LedgerRows.Stated(AssumptionKeys.LabourRate, own, _rows.Pipeline.Id));
        await db.SaveChangesAsync();
        var labour = _rows.Labour(seconds);

        var entry = await LedgerBook.ChargeLabourAsync(db, labour, _rows.Snapshot, Later, CancellationToken.None);

        Assert.Equal((nanos, CostKind.Labour, LedgerBasis.Stated), (entry!.Amount.Nanos, entry.Kind, entry.Basis));
        Assert.Equal((labour.OutputId, Noon), (entry.OutputId, entry.ChargedAt));
    }

    [Theory]
    [InlineData(false, 90)]
    [InlineData(true, 0)]
    public async Task ChargeLabourAsync_NotMeasured_BooksNothing(bool measured, int seconds)
    {
        await using var db = Open();
        db.Add(LedgerRows.Stated(AssumptionKeys.LabourRate, 65));
        await db.SaveChangesAsync();

        Assert.Null(await LedgerBook.ChargeLabourAsync(db, _rows.Labour(seconds, measured), _rows.Snapshot, Later, CancellationToken.None));
    }

    [Fact]
    public async Task ChargeLabourAsync_NoRateOrWithdrawnRate_BooksNothing()
    {
        await using var db = Open();
        Assert.Null(await LedgerBook.ChargeLabourAsync(db, _rows.Labour(90), _rows.Snapshot, Later, CancellationToken.None));

        db.Add(LedgerRows.Stated(AssumptionKeys.LabourRate, 65));
        db.Add(LedgerRows.Stated(AssumptionKeys.LabourRate, null, from: Noon.AddDays(-1)));
        await db.SaveChangesAsync();

        Assert.Null(await LedgerBook.ChargeLabourAsync(db, _rows.Labour(90), _rows.Snapshot, Later, CancellationToken.None));
    }

    private Task<LedgerEntry?> SettleAsync(GenOpsDbContext db, ModelCall call, long nanos) =>
        LedgerBook.SettleAsync(db, call, _rows.Snapshot, new Money(nanos), LedgerBasis.Measured, Noon, Later, CancellationToken.None);
}

public sealed class LedgerBookTestsOnSqlite() : LedgerBookTests(DatabaseKind.Sqlite);

public sealed class LedgerBookTestsOnPostgres() : LedgerBookTests(DatabaseKind.Postgres);
