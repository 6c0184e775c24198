namespace GenOps.Core.Analytics;

/// <summary>One side of a figure's fraction.</summary>
/// <param name="Label">What it is, in plain words.</param>
/// <param name="Amount">In the unit, exact.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Rows">How many rows its drill-down has; null where it has none, such as weeks.</param>
public sealed record KpiAmount(string Label, decimal Amount, KpiUnit Unit, long? Rows)
{
    /// <summary>As people read it.</summary>
    public string Text => KpiValue.Format(Amount, Unit);
}
