using GenOps.Core.Analytics.Measures;

namespace GenOps.Core.Analytics.Kpis;

/// <summary>How long after the first spend the benefit takes to cover the cost for good.</summary>
internal sealed class Payback : Kpi
{
    public override KpiDefinition Definition { get; } = new(
        "payback", "Payback", KpiUnit.Seconds, [KpiAxis.Pipeline],
        "How long it took from the first money spent in the period until what was earned covered what was spent, and went on doing so.");

    public override Measure Numerator { get; } = new CombinedMeasure("benefit less cost", Benefit.Worth, CostMeasure.Charged);

    protected override bool HoldsCostAgainstWorth => true;

    public override KpiValue Formula(KpiSums sums)
    {
        if (MissingAssumptions.Reason(sums.Numerator, KpiUnit.Seconds, sums.Names, Benefit.Needed) is { } missing) return missing;
        if (FirstSpend(sums) is not { } first)
        {
            return KpiValue.None(KpiUnit.Seconds, "Nothing was spent in this period, so there is nothing to pay back.");
        }

        return Reached(sums, first) is { } bucket
            ? KpiValue.Of(Durations.Seconds(first, bucket.To), KpiUnit.Seconds)
            : KpiValue.None(KpiUnit.Seconds, $"By the end of the period {Exactly.Usd(-sums.Numerator.Amount)} are still to be earned back.");
    }

    public override string Explain(KpiSums sums, KpiValue value) => value.Missing ??
        $"The first money was spent on {sums.Local(FirstSpend(sums)!.Value)}. Benefit less cost, added up over the period, is not below zero "
        + $"from the end of {Reached(sums, FirstSpend(sums)!.Value)!.Label} on: {value.Text} later. "
        + $"At the end of the period it is {Exactly.Usd(sums.Numerator.Amount)}.";

    private static DateTime? FirstSpend(KpiSums sums) => sums.Numerator.Cells.Min(c => c.FirstSpend);

    /// <summary>The earliest bucket from whose end on the balance never falls below zero again; null when it ends below.</summary>
    private static TimeBucket? Reached(KpiSums sums, DateTime firstSpend)
    {
        var ofBucket = sums.Numerator.Cells.GroupBy(c => c.Key.Segment).ToDictionary(g => g.Key, g => g.Sum(c => c.Amount));
        TimeBucket? reached = null;
        decimal balance = 0;
        for (var i = 0; i < sums.Buckets.Count; i++)
        {
            balance += ofBucket.GetValueOrDefault(i);
            if (balance < 0) reached = null;
            // Before anything was spent there is nothing to pay back.
            else if (sums.Buckets[i].To > firstSpend) reached ??= sums.Buckets[i];
        }

        return reached;
    }
}
