using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics;

/// <summary>Which entries; what is null does not narrow.</summary>
public sealed record LedgerListFilter
{
    /// <summary>Live or sandbox: never both.</summary>
    public required MoneyMode Money { get; init; }

    /// <summary>The pipeline's name.</summary>
    public string? Pipeline { get; init; }

    public RunId? Run { get; init; }

    /// <summary>Only what one budget's account counts as spent.</summary>
    public BudgetAccountId? Budget { get; init; }

    public CostKind? Kind { get; init; }

    public string? Provider { get; init; }

    public string? Model { get; init; }

    /// <summary>Charged at or after, UTC.</summary>
    public DateTime? From { get; init; }

    /// <summary>Charged before, UTC.</summary>
    public DateTime? To { get; init; }

    /// <summary>Where to go on, as the page before said.</summary>
    public PageCursor? After { get; init; }

    /// <summary>Rows at most, 1 to 1000.</summary>
    public int Take { get; init; } = 200;
}

/// <summary>One entry.</summary>
public sealed record LedgerRow
{
    public required LedgerEntryId Id { get; init; }

    /// <summary>What it is for: <c>call</c>, <c>labour</c>, <c>fixed</c>.</summary>
    public required string SourceType { get; init; }

    public required CostKind Kind { get; init; }

    /// <summary>0 for the first entry of a source.</summary>
    public required int Revision { get; init; }

    public required MoneyMode Money { get; init; }

    /// <summary>Nano-US-dollars; negative where it takes back.</summary>
    public required long AmountNanoUsd { get; init; }

    public required LedgerBasis Basis { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime ChargedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime RecordedAt { get; init; }

    /// <summary>The pipeline's name; null for what belongs to none.</summary>
    public string? Pipeline { get; init; }

    public RunId? RunId { get; init; }

    /// <summary>The step's id in the definition; null for what belongs to none.</summary>
    public string? Step { get; init; }

    public ModelCallId? CallId { get; init; }

    public OutputId? OutputId { get; init; }

    public required string CostCentre { get; init; }

    /// <summary>Empty for what is no call; so is the model.</summary>
    public required string Provider { get; init; }

    public required string Model { get; init; }

    /// <summary>The model the call's answer names, which is the one priced; null where it names none.</summary>
    public string? AnsweredModel { get; init; }

    /// <summary>The service tier the call's answer names; null where it names none.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>What of the call's use has no price and is not in the amount, in words; null where all of it has one.</summary>
    public string? UnpricedUse { get; init; }

    public Tier? Tier { get; init; }

    public CallPurpose? Purpose { get; init; }

    /// <summary>A second charge for the same call.</summary>
    public bool Duplicate { get; init; }
}

/// <summary>One page of entries, newest first, and the sum of all that match.</summary>
/// <param name="Rows">The entries.</param>
/// <param name="Total">How many match in all.</param>
/// <param name="SumNanoUsd">Their sum, nano-US-dollars.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record LedgerPage(IReadOnlyList<LedgerRow> Rows, int Total, long SumNanoUsd, PageCursor? Next);

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
        if (filter.Run is { } run) entries = entries.Where(e => e.RunId == run);
        if (filter.Kind is { } kind) entries = entries.Where(e => e.Kind == kind);
        if (filter.Provider is { } provider) entries = entries.Where(e => e.Provider == provider);
        if (filter.Model is { } model) entries = entries.Where(e => e.Model == model);
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
