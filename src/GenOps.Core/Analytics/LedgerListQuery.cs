using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics;

/// <summary>Lists the ledger, newest charge first.</summary>
public sealed class LedgerListQuery(IDbContextFactory<GenOpsDbContext> contexts)
{
    /// <summary>One page of the entries that match.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<LedgerPage> ReadAsync(Actor actor, LedgerListFilter filter, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Figures);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var matching = Matching(db, await EntriesAsync(db, filter.Budget, cancellationToken), filter);
        var total = await matching.CountAsync(cancellationToken);
        var sum = await matching.SumAsync(e => e.Amount.Nanos, cancellationToken);
        var skip = 0;
        if (filter.After is { } after)
        {
            matching = matching.Where(e => e.ChargedAt <= after.At);
            skip = after.Shown;
        }

        var take = Math.Clamp(filter.Take, 1, 1000);
        var rows = await Rows(db, matching.OrderByDescending(e => e.ChargedAt).ThenByDescending(e => e.Id).Skip(skip).Take(take + 1))
            .OrderByDescending(r => r.ChargedAt).ThenByDescending(r => r.Id).ToListAsync(cancellationToken);
        var shown = rows.Take(take).ToList();
        return new LedgerPage(shown, total, sum, PageCursor.After([.. shown.Select(r => r.ChargedAt)], rows.Count > take, filter.After));
    }

    private static async Task<IQueryable<LedgerEntry>> EntriesAsync(GenOpsDbContext db, BudgetAccountId? budget, CancellationToken cancellationToken) =>
        budget is not { } account
            ? db.LedgerEntries.AsNoTracking()
            : await BudgetsQuery.SpentRowsAsync(db, account, cancellationToken) ?? throw new NotFoundException("This budget has no such period.");

    private static IQueryable<LedgerEntry> Matching(GenOpsDbContext db, IQueryable<LedgerEntry> all, LedgerListFilter filter)
    {
        var entries = all.Where(e => e.Money == filter.Money);
        if (filter.Pipeline is { } name)
            entries = entries.Where(e => db.Pipelines.Any(p => p.Id == e.PipelineId && p.Name == name));
        if (filter.Version is { } version) entries = entries.Where(e => e.VersionId == version);
        if (filter.CostCentre is { } centre) entries = entries.Where(e => e.CostCentre == centre);
        if (filter.Run is { } run) entries = entries.Where(e => e.RunId == run);
        if (filter.Kind is { } kind) entries = entries.Where(e => e.Kind == kind);
        if (filter.Provider is { } provider) entries = entries.Where(e => e.Provider == provider);
        if (filter.Model is { } model) entries = entries.Where(e => e.Model == model);
        if (filter.Tier is { } tier) entries = entries.Where(e => e.Tier == tier);
        if (filter.From is { } from) entries = entries.Where(e => e.ChargedAt >= from);
        if (filter.To is { } to) entries = entries.Where(e => e.ChargedAt < to);
        return entries;
    }

    private static IQueryable<LedgerRow> Rows(GenOpsDbContext db, IQueryable<LedgerEntry> page) =>
        page.Select(e => new LedgerRow
        {
            Id = e.Id,
            SourceType = e.SourceType,
            Kind = e.Kind,
            Revision = e.Revision,
            Money = e.Money,
            AmountNanoUsd = e.Amount.Nanos,
            Basis = e.Basis,
            ChargedAt = e.ChargedAt,
            RecordedAt = e.RecordedAt,
            Pipeline = db.Pipelines.Where(p => p.Id == e.PipelineId).Select(p => p.Name).FirstOrDefault(),
            RunId = e.RunId,
            Step = db.StepRuns.Where(s => s.Id == e.StepRunId).Select(s => s.StepId).FirstOrDefault(),
            CallId = e.CallId,
            OutputId = e.OutputId,
            CostCentre = e.CostCentre,
            Provider = e.Provider,
            Model = e.Model,
            AnsweredModel = db.ModelCalls.Where(c => c.Id == e.CallId && c.AnsweredModel != "").Select(c => c.AnsweredModel).FirstOrDefault(),
            ServiceTier = db.ModelCalls.Where(c => c.Id == e.CallId && c.ServiceTier != "").Select(c => c.ServiceTier).FirstOrDefault(),
            UnpricedUse = db.ModelCalls.Where(c => c.Id == e.CallId && c.UnpricedUse != "").Select(c => c.UnpricedUse).FirstOrDefault(),
            Tier = e.Tier,
            Purpose = e.Purpose,
            Duplicate = e.Duplicate,
        });
}
