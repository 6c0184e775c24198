namespace GenOps.Core.Analytics.Measures;

/// <summary>Amounts as explanations write them: money to the last nano-dollar.</summary>
internal static class Exactly
{
    public static string Usd(decimal nanos)
    {
        var usd = Math.Abs(nanos) / Money.NanosPerUsd;
        return (nanos < 0 ? "−$" : "$") + usd.ToString("#,##0.00#######");
    }

    /// <summary>A net count of accepted outputs, with what was withdrawn where something was.</summary>
    public static string Outputs(PartSum accepted)
    {
        var withdrawn = -accepted.Cells.Where(c => c.Amount < 0).Sum(c => c.Amount);
        return withdrawn == 0 ? Number(accepted.Amount) : $"{Number(accepted.Amount)} ({Number(accepted.Amount + withdrawn)} less {Number(withdrawn)} withdrawn)";
    }

    public static string Number(decimal amount) => amount.ToString("#,##0.#########");

    public static string Hours(decimal seconds) => KpiValue.Format(seconds, KpiUnit.Seconds);
}
