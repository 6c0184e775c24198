using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Runs;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.FakeProvider;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Tests.Inference.Protocol;

public abstract class LateChargesTests(DatabaseKind kind)
{
    [Fact]
    public async Task Look_AnswerListedAfterItsGraceTime_IsKeptAndBookedBesideTheSecondOne()
    {
        await using var engine = await LostCalls.StartAsync(kind, TimeSpan.FromHours(1), charges: true);
        await engine.Provider.ControlAsync(new FakeControl { LookUpDelayMs = 3_600_000 });
        var run = await SentAgainAsync(engine);

        await engine.Provider.ControlAsync(new FakeControl { LookUpDelayMs = 0 });
        Assert.Equal(1, await engine.Get<LateCharges>().LookAsync(CancellationToken.None));

        var calls = await engine.CallsAsync(run);
        Assert.Equal([CallState.LateCharge, CallState.Applied], calls.Select(c => c.State));
        Assert.Equal(2, engine.Provider.Bills().Count);
        Assert.True(calls[0].CostNanos > 0);
        Assert.Equal(calls.Sum(c => c.CostNanos!.Value), (await engine.LedgerAsync(run)).Nanos);
        Assert.Equal(0, await engine.Get<LateCharges>().LookAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Look_CallSentAgainThatIsNeverCharged_KeepsItsEstimateUntilNoChargeCanCome()
    {
        await using var engine = await LostCalls.StartAsync(kind, TimeSpan.FromHours(1));
        var budget = await engine.Get<CreateBudget>().ExecuteAsync(
            Actor.System,
            new CreateBudgetRequest { Scope = BudgetScope.CostCentre, Target = "marketing", Period = BudgetPeriod.Whole, Kind = BudgetKind.Hard, Money = MoneyMode.Live, AmountUsd = 10 },
            CancellationToken.None);
        var run = await SentAgainAsync(engine);
        using var look = engine.Make<LateCharges>();

        await look.LookAsync(CancellationToken.None);
        var calls = await engine.CallsAsync(run);
        Assert.Equal(calls[0].ReservedNanos, calls[0].CostNanos);
        Assert.Equal((calls.Sum(c => c.CostNanos), 0L), await SpentAsync(engine, budget));

        // As if the time for charges were over; two nodes may find that at once.
        engine.Get<IOptions<RecoveryOptions>>().Value.LateChargeWindow = TimeSpan.Zero;
        using var later = engine.Make<LateCharges>();
        using var other = engine.Make<LateCharges>();
        await later.LookAsync(CancellationToken.None);
        await other.LookAsync(CancellationToken.None);

        calls = await engine.CallsAsync(run);
        Assert.Equal([CallState.Resubmitted, CallState.Applied], calls.Select(c => c.State));
        Assert.Equal(0, calls[0].CostNanos);
        Assert.Single(engine.Provider.Bills());
        Assert.Equal(calls[1].CostNanos, (await engine.LedgerAsync(run)).Nanos);
        Assert.Equal((calls[1].CostNanos, 0L), await SpentAsync(engine, budget));
        await using var db = engine.Open();
        var entries = await db.LedgerEntries.Where(e => e.CallId == calls[0].Id).OrderBy(e => e.Revision).ToListAsync();
        Assert.Equal([(LedgerBasis.Estimate, calls[0].ReservedNanos), (LedgerBasis.Settlement, -calls[0].ReservedNanos)], entries.Select(e => (e.Basis, (long?)e.Amount.Nanos)));
    }

    [Fact]
    public async Task Look_ProviderThatCannotSayAtTheEnd_LeavesTheEstimate()
    {
        await using var engine = await LostCalls.StartAsync(kind, TimeSpan.FromHours(1));
        var run = await SentAgainAsync(engine);
        engine.Get<IOptions<RecoveryOptions>>().Value.LateChargeWindow = TimeSpan.Zero;
        await engine.Provider.KillAsync();

        await engine.Get<LateCharges>().LookAsync(CancellationToken.None);

        var first = (await engine.CallsAsync(run))[0];
        Assert.Equal(first.ReservedNanos, first.CostNanos);
    }

    private static async Task<RunId> SentAgainAsync(EngineFixture engine)
    {
        var run = await LostCalls.LoseAsync(engine, DateTime.UtcNow.AddHours(-2));
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
        Assert.Equal([CallState.Resubmitted, CallState.Applied], (await engine.CallsAsync(run)).Select(c => c.State));
        return run;
    }

    private static async Task<(long?, long)> SpentAsync(EngineFixture engine, BudgetId budget)
    {
        var row = await engine.Get<BudgetsQuery>().FindAsync(Actor.System, budget, CancellationToken.None);
        return (row.SpentNanoUsd, row.ReservedNanoUsd);
    }
}

public sealed class LateChargesTestsOnSqlite() : LateChargesTests(DatabaseKind.Sqlite);

public sealed class LateChargesTestsOnPostgres() : LateChargesTests(DatabaseKind.Postgres);
