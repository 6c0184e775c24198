using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Ledger.Budgets;

/// <summary>One period of one budget, for one run where each has its own.</summary>
/// <param name="Id">The account's key.</param>
/// <param name="From">UTC, inclusive.</param>
/// <param name="To">UTC, exclusive; null for open.</param>
/// <param name="Run">The run, where each has its own.</param>
public sealed record AccountKey(BudgetAccountId Id, DateTime From, DateTime? To, RunId? Run);

/// <summary>Finds and opens the accounts of budgets, and the ledger's rows behind them.</summary>
/// <param name="calendar">Where periods begin.</param>
/// <param name="uncounted">Who knows of calls some of whose use has no price; none where no calls are made.</param>
public sealed class BudgetAccounts(ReportingCalendar calendar, IEnumerable<IUncountedCalls> uncounted)
{
    /// <summary>The account of a budget that a charge at a time goes to; null when the budget does not reach back so far.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="at">UTC.</param>
    /// <param name="run">The run charged.</param>
    public AccountKey? KeyAt(Budget budget, DateTime at, RunId run)
    {
        RunId? own = budget.Scope == BudgetScope.EachRun ? run : null;
        var ofOneRun = budget.Scope is BudgetScope.EachRun or BudgetScope.Run;
        (DateTime From, DateTime? To) span = budget.Period switch
        {
            BudgetPeriod.Whole => (ofOneRun ? DateTime.UnixEpoch : budget.CreatedAt, null),
            BudgetPeriod.Day => calendar.DayAround(at),
            BudgetPeriod.Week => calendar.WeekAround(at),
            BudgetPeriod.Month => calendar.MonthAround(at),
            _ => throw new InvalidOperationException($"Unknown period {budget.Period}."),
        };
        if (at < span.From) return null;
        var id = new BudgetAccountId(Core.Id.Derived($"budget:{budget.Id}:{span.From:O}:{own}"));
        return new AccountKey(id, span.From, span.To, own);
    }

    /// <summary>The ledger's rows that make up what an account has spent.</summary>
    public static IQueryable<LedgerEntry> Rows(GenOpsDbContext db, Budget budget, DateTime from, DateTime? to, RunId? ownRun)
    {
        var money = budget.Money;
        var target = budget.Target;
        var rows = db.LedgerEntries.AsNoTracking()
            .Where(e => e.Money == money && (e.Kind == CostKind.Model || e.Kind == CostKind.Tool) && e.ChargedAt >= from);
        if (to is { } end) rows = rows.Where(e => e.ChargedAt < end);
        switch (budget.Scope)
        {
            case BudgetScope.Pipeline:
                var pipeline = new PipelineId(Guid.Parse(target));
                return rows.Where(e => e.PipelineId == pipeline);
            case BudgetScope.EachRun:
                return rows.Where(e => e.RunId == ownRun);
            case BudgetScope.Run:
                var run = new RunId(Guid.Parse(target));
                return rows.Where(e => e.RunId == run);
            case BudgetScope.CostCentre:
                return rows.Where(e => e.CostCentre == target);
            case BudgetScope.Provider:
                return rows.Where(e => e.Provider == target);
            default:
                return rows;
        }
    }

    /// <summary>
    /// Opens an account with what the ledger says was spent, and what answered calls may have cost beyond it; does nothing where it
    /// is open.
    /// </summary>
    /// <param name="db">A context whose transaction is open and holds no account.</param>
    /// <param name="budget">The budget.</param>
    /// <param name="key">The account.</param>
    /// <param name="callsUnderWay">
    /// Calls may be under way that were intended before the budget was there, and whose charge does not know the account yet.
    /// On PostgreSQL the ledger then takes no row until the transaction ends, so that each is either in the sum or sees the account.
    /// </param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task OpenAsync(
        GenOpsDbContext db, Budget budget, AccountKey key, bool callsUnderWay, DateTime now, CancellationToken cancellationToken)
    {
        if (await db.BudgetAccounts.AnyAsync(a => a.Id == key.Id, cancellationToken)) return;
        if (callsUnderWay && db is PostgresGenOpsDbContext)
            await db.Database.ExecuteSqlRawAsync("""LOCK TABLE "LedgerEntries" IN SHARE MODE""", cancellationToken);
        var spent = await Rows(db, budget, key.From, key.To, key.Run).SumAsync(e => e.Amount.Nanos, cancellationToken);
        Guid? run = key.Run?.Value;
        var opened = await db.Database.ExecuteSqlInterpolatedAsync(
            $"""
            INSERT INTO "BudgetAccounts" ("Id", "BudgetId", "From", "To", "RunId", "SpentNanos", "ReservedNanos", "ToldPercent", "ToldForecast")
            VALUES ({key.Id.Value}, {budget.Id.Value}, {key.From}, {key.To}, {run}, {spent}, 0, 0, {false})
            ON CONFLICT DO NOTHING
            """,
            cancellationToken);
        if (opened == 0) return;
        var reserved = 0L;
        foreach (var source in uncounted)
        {
            foreach (var call in await source.ReadAsync(db, budget.Money, key.From, key.To, cancellationToken))
            {
                if (!budget.Covers(call.Run, call.Provider) || (key.Run is not null && key.Run != call.Run.RunId)) continue;
                await KeepAsync(db, budget.Id, key.Id, call, now, cancellationToken);
                reserved += call.Nanos;
            }
        }

        if (reserved == 0) return;
        await db.BudgetAccounts.Where(a => a.Id == key.Id)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.ReservedNanos, x => x.ReservedNanos + reserved), cancellationToken);
    }

    /// <summary>
    /// Keeps what an answered call may have cost beyond the ledger, for an account that holds nothing open for it; the account's sum
    /// is the caller's to raise.
    /// </summary>
    public static async Task KeepAsync(
        GenOpsDbContext db, BudgetId budget, BudgetAccountId account, Uncounted call, DateTime now, CancellationToken cancellationToken)
    {
        var nanos = call.Nanos;
        var reopened = await db.BudgetReservations.Where(r => r.CallId == call.Call && r.AccountId == account && r.ClosedAt != null)
            .ExecuteUpdateAsync(
                r => r.SetProperty(x => x.ClosedAt, (DateTime?)null).SetProperty(x => x.Nanos, nanos).SetProperty(x => x.Unpriced, true), cancellationToken);
        if (reopened > 0) return;
        db.Add(new BudgetReservation
        {
            Id = Core.Id.New<BudgetReservationId>(),
            AccountId = account,
            BudgetId = budget,
            CallId = call.Call,
            Nanos = nanos,
            Unpriced = true,
            MadeAt = now,
        });
        await db.SaveChangesAsync(cancellationToken);
    }
}
