using System.Globalization;
using GenOps.Core.Ledger.Budgets;

namespace GenOps.Web.Words;

/// <summary>How the pages speak of budgets.</summary>
internal static class BudgetWordings
{
    /// <summary>The scopes offered, with what is to be named for each.</summary>
    public static IReadOnlyList<(BudgetScope Scope, string Text, string? Target)> Scopes { get; } =
    [
        (BudgetScope.Everything, "All calls", null),
        (BudgetScope.Pipeline, "A pipeline", "Pipeline"),
        (BudgetScope.EachRun, "Each run of a pipeline", "Pipeline"),
        (BudgetScope.Run, "One run", "Run id"),
        (BudgetScope.CostCentre, "A cost centre", "Cost centre"),
        (BudgetScope.Provider, "A provider", "Provider"),
    ];

    /// <summary>The kind of thing it covers, below its name.</summary>
    public static string Of(BudgetScope scope) => scope switch
    {
        BudgetScope.Everything => "everything",
        BudgetScope.Pipeline => "pipeline",
        BudgetScope.EachRun => "each run",
        BudgetScope.Run => "run",
        BudgetScope.CostCentre => "cost centre",
        _ => "provider",
    };

    /// <summary>How long the amount is for.</summary>
    public static string Of(BudgetPeriod period) => period == BudgetPeriod.Whole ? "in all" : $"per {period.ToString().ToLowerInvariant()}";

    /// <summary>What people were told, with what was spent of it then.</summary>
    public static string Of(BudgetTold told) => told.Warning == BudgetWarning.Forecast
        ? "Forecast crosses"
        : $"{BudgetWords.Spent(told.SpentNanoUsd, told.AmountNanoUsd)} spent";

    /// <summary>Where it stands, in one word.</summary>
    public static (string Text, Tone Tone) State(BudgetRow row)
    {
        if (row.EndedAt is not null) return ("Ended", Tone.Neutral);
        if (row.Held > 0) return ($"Holds {row.Held} {(row.Held == 1 ? "step" : "steps")}", Tone.Error);
        if (row.SpentNanoUsd >= row.AmountNanoUsd) return ("Used up", Tone.Error);
        if (row.Waiting > 0) return ($"{row.Waiting} {(row.Waiting == 1 ? "waits" : "wait")} for room", Tone.Info);
        var spent = (decimal)row.SpentNanoUsd / row.AmountNanoUsd;
        if (spent >= 0.8m) return ($"{BudgetWords.Spent(row.SpentNanoUsd, row.AmountNanoUsd)} spent", Tone.Warning);
        if (row.ForecastNanoUsd > row.AmountNanoUsd) return ("Will not last", Tone.Warning);
        return spent >= 0.5m ? ($"{BudgetWords.Spent(row.SpentNanoUsd, row.AmountNanoUsd)} spent", Tone.Info) : ("On track", Tone.Success);
    }

    /// <summary>A share of the amount in percent for the bar's parts, 0 to 100.</summary>
    public static string Share(long part, BudgetRow row) =>
        Math.Clamp((decimal)part / Math.Max(row.AmountNanoUsd, row.SpentNanoUsd + row.ReservedNanoUsd) * 100, 0, 100).ToString("0.##", CultureInfo.InvariantCulture);
}
