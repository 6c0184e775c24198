using GenOps.Core.Calls;
using GenOps.Core.Ledger;
using GenOps.Core.Outputs;
using GenOps.Core.Runs;

namespace GenOps.Core.Analytics.Measures;

/// <summary>One ledger entry with its class and all a drill-down names.</summary>
internal sealed class CostRow
{
    public LedgerEntryId Id { get; init; }
    public CostKind Kind { get; init; }
    public CostClass Class { get; init; }
    public long Nanos { get; init; }
    public DateTime ChargedAt { get; init; }
    public DateTime RecordedAt { get; init; }
    public PipelineId? PipelineId { get; init; }
    public PipelineVersionId? VersionId { get; init; }
    public RunId? RunId { get; init; }
    public DateTime? RunEndedAt { get; init; }
    public StepRunId? StepRunId { get; init; }
    public string? StepId { get; init; }
    public int? Item { get; init; }
    public ModelCallId? CallId { get; init; }
    public CallState? CallState { get; init; }
    public CallPurpose? Purpose { get; init; }
    public OutputId? OutputId { get; init; }
    public string Provider { get; init; } = "";
    public string Model { get; init; } = "";
    public Tier? Tier { get; init; }
    public string CostCentre { get; init; } = "";
    public LedgerBasis Basis { get; init; }

    /// <summary>The key of what it is for.</summary>
    public Guid SourceId { get; init; }
}

/// <summary>The ledger with the class of every entry, decided in SQL, so that a sum and its rows are one query.</summary>
internal static class CostRows
{
    /// <summary>What was charged in the period.</summary>
    public static IQueryable<CostRow> Charged(MeasureScope scope)
    {
        var (from, to) = (scope.Filter.From, scope.Filter.To);
        return Classified(scope, Filtered(scope).Where(e => e.ChargedAt >= from && e.ChargedAt < to));
    }

    /// <summary>All that the runs which ended in the period ever cost.</summary>
    public static IQueryable<CostRow> OfRunsEnded(MeasureScope scope)
    {
        var (from, to, ofRuns) = (scope.Filter.From, scope.To, scope.OfRunsEnded());
        return Classified(ofRuns, Filtered(ofRuns)).Where(r => r.RunEndedAt >= from && r.RunEndedAt < to);
    }

    /// <summary>The entries that a filter leaves, of all times.</summary>
    public static IQueryable<LedgerEntry> Filtered(MeasureScope scope)
    {
        var filter = scope.Filter;
        var entries = scope.LedgerEntries;
        if (scope.Runs is null) entries = entries.Where(e => e.Money == filter.Money);
        if (filter.Pipeline is { } pipeline) entries = entries.Where(e => e.PipelineId == pipeline);
        if (filter.Version is { } version) entries = entries.Where(e => e.VersionId == version);
        if (filter.CostCentre is { } centre) entries = entries.Where(e => e.CostCentre == centre);
        if (filter.Provider is { } provider) entries = entries.Where(e => e.Provider == provider);
        if (filter.Model is { } model) entries = entries.Where(e => e.Model == model);
        if (filter.Tier is { } tier) entries = entries.Where(e => e.Tier == tier);
        return entries;
    }

    /// <summary>
    /// The outputs that decide an entry's fate are those of its item where the run delivers per item, else all of its run.
    /// The fates are grouped once and joined, not looked up row by row.
    /// </summary>
    private static IQueryable<CostRow> Classified(MeasureScope scope, IQueryable<LedgerEntry> entries)
    {
        var db = scope.Db;
        var outputs = scope.Outputs;
        // Grouped are those of the entries' runs only, or a day would cost as much as all days.
        if (scope.Runs is null) outputs = outputs.Where(o => entries.Where(e => e.RunId != null).Select(e => e.RunId!.Value).Contains(o.RunId));
        var ofRuns = outputs.GroupBy(o => o.RunId).Select(g => new
        {
            RunId = (RunId?)g.Key,
            Accepted = g.Sum(o => o.AcceptedAt != null ? 1 : 0),
            Open = g.Sum(o => o.State == OutputState.Drafted || o.State == OutputState.Flagged ? 1 : 0),
            Kept = g.Sum(o => o.State == OutputState.Rejected || o.State == OutputState.Abandoned ? 0 : 1),
        });
        var ofItems = outputs.Where(o => o.Item >= 0).GroupBy(o => new { o.RunId, o.Item }).Select(g => new
        {
            RunId = (RunId?)g.Key.RunId,
            Item = (int?)g.Key.Item,
            Open = g.Sum(o => o.State == OutputState.Drafted || o.State == OutputState.Flagged ? 1 : 0),
            Kept = g.Sum(o => o.State == OutputState.Rejected || o.State == OutputState.Abandoned ? 0 : 1),
        });
        var joined =
            from e in entries
            join c in db.ModelCalls on e.CallId equals (ModelCallId?)c.Id into calls
            from c in calls.DefaultIfEmpty()
            join s in db.StepRuns on e.StepRunId equals (StepRunId?)s.Id into steps
            from s in steps.DefaultIfEmpty()
            join r in db.Runs on e.RunId equals (RunId?)r.Id into runs
            from r in runs.DefaultIfEmpty()
            join a in ofRuns on e.RunId equals a.RunId into all
            from a in all.DefaultIfEmpty()
            join i in ofItems on new { e.RunId, Item = (int?)s.Item } equals new { i.RunId, i.Item } into items
            from i in items.DefaultIfEmpty()
            select new
            {
                Entry = e,
                Call = (CallState?)c.State,
                Older = c.Generation < s.Generation,
                RunState = (RunState?)r.State,
                r.EndedAt,
                s.StepId,
                Item = (int?)s.Item,
                Accepted = (int?)a.Accepted ?? 0,
                Open = (int?)i.Open ?? (int?)a.Open,
                Kept = (int?)i.Kept ?? (int?)a.Kept,
            };
        return joined.Select(j => new CostRow
        {
            Id = j.Entry.Id,
            Kind = j.Entry.Kind,
            Class = j.Call == CallState.Unusable || j.Call == CallState.Superseded || j.Call == CallState.Resubmitted
                    || j.Call == CallState.WrittenOff || j.Call == CallState.LateCharge || j.Entry.Duplicate || j.Older
                ? CostClass.Waste
                : j.Call == CallState.InDoubt ? CostClass.Pending
                : j.Entry.Kind == CostKind.Labour || j.Entry.Purpose == CallPurpose.Judge || j.Entry.Purpose == CallPurpose.Critique
                    ? CostClass.Control
                : j.Entry.Kind == CostKind.Fixed ? CostClass.Production
                : (j.RunState == RunState.Failed || j.RunState == RunState.Cancelled) && j.Accepted == 0 ? CostClass.Waste
                : j.Kept == 0 ? CostClass.Waste
                : j.RunState != null && j.EndedAt == null && (j.Open == null || j.Open > 0) ? CostClass.Pending
                : CostClass.Production,
            Nanos = j.Entry.Amount.Nanos,
            ChargedAt = j.Entry.ChargedAt,
            RecordedAt = j.Entry.RecordedAt,
            PipelineId = j.Entry.PipelineId,
            VersionId = j.Entry.VersionId,
            RunId = j.Entry.RunId,
            RunEndedAt = j.EndedAt,
            StepRunId = j.Entry.StepRunId,
            StepId = j.StepId,
            Item = j.Item,
            CallId = j.Entry.CallId,
            CallState = j.Call,
            Purpose = j.Entry.Purpose,
            OutputId = j.Entry.OutputId,
            Provider = j.Entry.Provider,
            Model = j.Entry.Model,
            Tier = j.Entry.Tier,
            CostCentre = j.Entry.CostCentre,
            Basis = j.Entry.Basis,
            SourceId = j.Entry.SourceId,
        });
    }
}
