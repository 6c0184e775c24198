using GenOps.Core.Analytics.Measures;

namespace GenOps.Core.Analytics.Kpis;

/// <summary>How long into the period the benefit takes to cover the cost for good.</summary>
internal sealed class Payback : Kpi
{
    public override KpiDefinition Definition { get; } = new(
        "payback", "Payback", KpiUnit.Seconds, [KpiAxis.Pipeline],
        "How long it took from the begin of the period until what was earned covered what was spent, and went on doing so.");

    public override Measure Numerator { get; } = new CombinedMeasure("benefit less cost", ReturnOnInvestment.Benefit, CostMeasure.Charged);

    public override KpiValue Formula(KpiSums sums)
    {
        if (MissingAssumptions.Reason(sums.Numerator, sums.Names, ReturnOnInvestment.Needed) is { } missing)
        {
            return KpiValue.None(KpiUnit.Seconds, missing);
        }

        if (sums.Numerator.Rows == 0) return KpiValue.None(KpiUnit.Seconds, "Nothing was charged or accepted in this period.");
        return Reached(sums) is { } bucket
            ? KpiValue.Of(Durations.Seconds(sums.From, bucket.To), KpiUnit.Seconds)
            : KpiValue.None(KpiUnit.Seconds, $"By the end of the period {Exactly.Usd(-sums.Numerator.Amount)} are still to be earned back.");
    }

    public override string Explain(KpiSums sums, KpiValue value) => value.Missing ??
        $"Benefit less cost, added up from the begin of the period, is not below zero from the end of {Reached(sums)!.Label} on: {value.Text}. "
        + $"At the end of the period it is {Exactly.Usd(sums.Numerator.Amount)}.";

    /// <summary>The earliest bucket from whose end on the balance never falls below zero again; null when it ends below.</summary>
    private static TimeBucket? Reached(KpiSums sums)
    {
        var ofBucket = sums.Numerator.Cells.GroupBy(c => c.Key.Segment).ToDictionary(g => g.Key, g => g.Sum(c => c.Amount));
        TimeBucket? reached = null;
        decimal balance = 0;
        for (var i = 0; i < sums.Buckets.Count; i++)
        {
            balance += ofBucket.GetValueOrDefault(i);
            if (balance < 0) reached = null;
            // Before anything happened there is nothing to pay back.
            else if (ofBucket.ContainsKey(i)) reached ??= sums.Buckets[i];
        }

        return reached;
    }
}
