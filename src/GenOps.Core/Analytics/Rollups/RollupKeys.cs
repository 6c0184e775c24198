using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Rollups;

/// <summary>The numbers of all combinations that were met, in memory. One round at a time.</summary>
internal sealed class RollupKeys
{
    private readonly Dictionary<(MoneyMode, PipelineId, PipelineVersionId, string, string, string, string, string, string, Tier?, CostKind?, CostClass?), int> _numbers = [];
    private readonly List<RollupKey> _fresh = [];
    private int _last;

    /// <summary>Those that have no row yet.</summary>
    public IReadOnlyList<RollupKey> Fresh => _fresh;

    /// <summary>Reads what others gave numbers since.</summary>
    public async Task LoadAsync(GenOpsDbContext db, CancellationToken cancellationToken)
    {
        if (_fresh.Count > 0) Forget();
        var last = _last;
        foreach (var key in await db.RollupKeys.AsNoTracking().Where(k => k.Id > last).ToListAsync(cancellationToken))
        {
            _numbers[key.Combination] = key.Id;
            _last = Math.Max(_last, key.Id);
        }
    }

    /// <summary>The number of what a row of a run belongs to.</summary>
    public int Of(RollupRun run, FactRow row)
    {
        var key = (run.Money, run.PipelineId, row.VersionId ?? run.VersionId, row.CostCentre ?? run.CostCentre, run.Trigger, row.StepId ?? "", row.Provider, row.Model, row.Rule, row.Tier, row.Kind, row.Class);
        if (_numbers.TryGetValue(key, out var number)) return number;
        _numbers.Add(key, ++_last);
        _fresh.Add(new RollupKey
        {
            Id = _last,
            Money = run.Money,
            PipelineId = run.PipelineId,
            VersionId = row.VersionId ?? run.VersionId,
            CostCentre = row.CostCentre ?? run.CostCentre,
            Trigger = run.Trigger,
            StepId = row.StepId ?? "",
            Provider = row.Provider,
            Model = row.Model,
            Rule = row.Rule,
            Tier = row.Tier,
            Kind = row.Kind,
            Class = row.Class,
        });
        return _last;
    }

    /// <summary>The fresh ones have rows now.</summary>
    public void Written() => _fresh.Clear();

    /// <summary>Begins anew from what the database holds.</summary>
    public void Forget()
    {
        _numbers.Clear();
        _fresh.Clear();
        _last = 0;
    }
}

/// <summary>A run, as far as its sums need it.</summary>
internal sealed record RollupRun(
    RunId Id, MoneyMode Money, PipelineId PipelineId, PipelineVersionId VersionId, string CostCentre, string Trigger);
