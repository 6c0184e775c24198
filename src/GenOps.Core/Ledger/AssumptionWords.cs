using System.Globalization;

namespace GenOps.Core.Ledger;

/// <summary>One kind of figure in words.</summary>
/// <param name="Key">One of <see cref="AssumptionKeys"/>.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="WhyItMatters">What cannot be said without it, one sentence.</param>
public sealed record AssumptionWording(string Key, string Name, string Unit, string WhyItMatters);

/// <summary>The figures GenOps asks for, in words for people.</summary>
public static class AssumptionWords
{
    /// <summary>All, in the order in which they are asked for.</summary>
    public static IReadOnlyList<AssumptionWording> All { get; } =
    [
        new(AssumptionKeys.LabourRate, "Labour rate", "USD per hour",
            "Without it the time of reviewers has no cost, and an accepted output looks cheaper than it is."),
        new(AssumptionKeys.BaselineMinutes, "Baseline minutes", "minutes per output",
            "Without it nobody can say how much human time an accepted output saves, nor the ROI by time."),
        new(AssumptionKeys.ValuePerOutput, "Value per output", "USD per output",
            "Without it the benefit is taken from the baseline and the labour rate; with neither there is no ROI."),
        new(AssumptionKeys.FixedMonthly, "Fixed cost per month", "USD per month",
            "Without it licences, servers and subscriptions are missing in what an output costs all in."),
    ];

    /// <summary>The words of one key.</summary>
    public static AssumptionWording Of(string key) => All.Single(w => w.Key == key);

    /// <summary>A value with its unit, as <c>65 USD per hour</c>.</summary>
    public static string InUnit(string key, decimal value) =>
        $"{value.ToString("#,##0.#########", CultureInfo.InvariantCulture)} {Of(key).Unit}";
}
