namespace GenOps.Core.Ledger;

/// <summary>The figures GenOps asks for.</summary>
public static class AssumptionKeys
{
    /// <summary>Minutes a person took for one output before; minutes.</summary>
    public const string BaselineMinutes = "baseline_minutes";

    /// <summary>What an hour of a person costs; USD per hour.</summary>
    public const string LabourRate = "labour_rate";

    /// <summary>What an accepted output is worth; USD.</summary>
    public const string ValuePerOutput = "value_per_output";

    /// <summary>A cost that falls due each month; USD.</summary>
    public const string FixedMonthly = "fixed_monthly";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [BaselineMinutes, LabourRate, ValuePerOutput, FixedMonthly];
}
