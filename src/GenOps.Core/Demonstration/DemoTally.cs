using GenOps.Core.Ledger;

namespace GenOps.Core.Demonstration;

/// <summary>Counts what is written.</summary>
internal sealed class DemoTally
{
    private readonly Dictionary<CostKind, long> nanos = [];
    private long runs, outputs, decisions, entries, all;

    /// <summary>Calls until now.</summary>
    public long Calls { get; private set; }

    public void Add(DemoRows rows)
    {
        Calls += rows.Calls.Count;
        (runs, outputs, decisions) = (runs + rows.Runs.Count, outputs + rows.Outputs.Count, decisions + rows.Decisions.Count);
        (entries, all) = (entries + rows.Ledger.Count, all + rows.Count);
        foreach (var entry in rows.Ledger) nanos[entry.Kind] = nanos.GetValueOrDefault(entry.Kind) + entry.Amount.Nanos;
    }

    public DemoSummary Summary(int pipelines, int contents) => new(
        pipelines, runs, Calls, outputs, decisions, entries, contents, all, Of(CostKind.Model), Of(CostKind.Labour), Of(CostKind.Fixed));

    private Money Of(CostKind kind) => new(nanos.GetValueOrDefault(kind));
}
