using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Ledger.Budgets;

/// <summary>Lists budgets with what they have spent, promised and left.</summary>
public sealed class BudgetsQuery(IDbContextFactory<GenOpsDbContext> contexts, BudgetAccounts accounts, TimeProvider clock)
{
    /// <summary>The budgets of one money, those in force first.</summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="money">Live or sandbox.</param>
    /// <param name="ended">Whether ended ones are listed too.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<BudgetRow>> ReadAsync(Actor actor, MoneyMode money, bool ended, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Figures);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var budgets = await db.Budgets.AsNoTracking().Where(b => b.Money == money && (ended || b.EndedAt == null)).ToListAsync(cancellationToken);
        var names = (await db.PipelineLabelsAsync(cancellationToken)).ToDictionary(p => p.Id.ToString(), p => p.Name);
        var rows = new List<BudgetRow>();
        foreach (var budget in budgets.OrderBy(b => b.EndedAt is not null).ThenByDescending(b => b.CreatedAt))
            rows.Add(await RowAsync(db, budget, names, cancellationToken));
        return rows;
    }

    /// <summary>One budget, whatever its money.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<BudgetRow> FindAsync(Actor actor, BudgetId id, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Figures);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var budget = await db.Budgets.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, cancellationToken)
            ?? throw new NotFoundException($"There is no budget {id}.");
        var names = (await db.PipelineLabelsAsync(cancellationToken)).ToDictionary(p => p.Id.ToString(), p => p.Name);
        return await RowAsync(db, budget, names, cancellationToken);
    }

    /// <summary>The steps that wait for room in a budget, those that wait longest first; at most 100.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<BudgetWaitRow>> WaitsAsync(Actor actor, BudgetId id, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Figures);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.BudgetWaits.AsNoTracking().Where(w => w.BudgetId == id).OrderBy(w => w.Since).Take(100)
            .Select(w => new BudgetWaitRow(w.RunId, w.StepRunId, w.HoldId != null, w.NeedNanos, w.Provider + "/" + w.Model, w.Since))
            .ToListAsync(cancellationToken);
    }

    /// <summary>The names a budget can be given for, beside those of providers.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<(IReadOnlyList<string> Pipelines, IReadOnlyList<string> CostCentres)> NamesAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Figures);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var labels = await db.PipelineLabelsAsync(cancellationToken);
        return ([.. labels.Select(l => l.Name)], [.. labels.Select(l => l.CostCentre).Where(c => c.Length > 0).Distinct().Order(StringComparer.Ordinal)]);
    }

    /// <summary>The ledger's rows that sum to what an account has spent; null when there is no such account.</summary>
    internal static async Task<IQueryable<LedgerEntry>?> SpentRowsAsync(GenOpsDbContext db, BudgetAccountId id, CancellationToken cancellationToken)
    {
        var account = await db.BudgetAccounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (account is null) return null;
        var budget = await db.Budgets.AsNoTracking().SingleAsync(b => b.Id == account.BudgetId, cancellationToken);
        return BudgetAccounts.Rows(db, budget, account.From, account.To, account.RunId);
    }

    private async Task<BudgetRow> RowAsync(
        GenOpsDbContext db, Budget budget, Dictionary<string, string> names, CancellationToken cancellationToken)
    {
        var now = budget.EndedAt ?? clock.UtcNow();
        var key = accounts.KeyAt(budget, now, default);
        var all = db.BudgetAccounts.AsNoTracking().Where(a => a.BudgetId == budget.Id);
        var account = budget.Scope == BudgetScope.EachRun
            ? await all.OrderByDescending(a => a.SpentNanos + a.ReservedNanos).FirstOrDefaultAsync(cancellationToken)
            : key is null ? null : await all.FirstOrDefaultAsync(a => a.Id == key.Id, cancellationToken);
        var waits = await db.BudgetWaits.AsNoTracking().Where(w => w.BudgetId == budget.Id)
            .GroupBy(w => w.HoldId != null).Select(g => new { Held = g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        var told = account is null
            ? []
            : await db.BudgetAlerts.AsNoTracking().Where(a => a.AccountId == account.Id).OrderBy(a => a.At)
                .Select(a => new BudgetTold(a.Warning, a.At, a.SpentNanos, a.AmountNanos)).ToListAsync(cancellationToken);
        var (from, to) = account is not null ? (account.From, account.To) : (key?.From ?? budget.CreatedAt, key?.To);
        return new BudgetRow
        {
            Id = budget.Id,
            Scope = budget.Scope,
            Target = budget.Target,
            Name = NameOf(budget, names),
            Period = budget.Period,
            Kind = budget.Kind,
            Money = budget.Money,
            AmountNanoUsd = budget.AmountNanos,
            Account = account?.Id,
            Run = account?.RunId,
            From = from,
            To = to,
            SpentNanoUsd = account?.SpentNanos ?? 0,
            ReservedNanoUsd = account?.ReservedNanos ?? 0,
            ForecastNanoUsd = BudgetForecast.At(new Money(account?.SpentNanos ?? 0), from, to, now)?.Nanos,
            Waiting = waits.Where(w => !w.Held).Sum(w => w.Count),
            Held = waits.Where(w => w.Held).Sum(w => w.Count),
            Told = told,
            CreatedBy = budget.CreatedBy,
            CreatedAt = budget.CreatedAt,
            EndedAt = budget.EndedAt,
        };
    }

    private static string NameOf(Budget budget, Dictionary<string, string> names)
    {
        var pipeline = names.GetValueOrDefault(budget.Target, budget.Target);
        return budget.Scope switch
        {
            BudgetScope.Everything => "All calls",
            BudgetScope.Pipeline => pipeline,
            BudgetScope.EachRun => $"Each run of {pipeline}",
            BudgetScope.Run => $"Run {budget.Target[^12..]}",
            _ => budget.Target,
        };
    }
}
