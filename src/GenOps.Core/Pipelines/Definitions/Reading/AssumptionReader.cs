using System.Globalization;
using System.Text.RegularExpressions;

namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>Reads the seeds of assumptions.</summary>
internal static partial class AssumptionReader
{
    public static AssumptionSeeds Read(Fields root)
    {
        var fields = root.Section("assumptions", "baseline_minutes", "labour_rate", "value_per_output");
        if (fields is null) return new AssumptionSeeds();
        return new AssumptionSeeds(
            fields.Number("baseline_minutes", 0, 1_000_000),
            Amount(fields, "labour_rate", HourlyRate(), "Write dollars an hour, such as 65 USD/h."),
            Amount(fields, "value_per_output", Dollars(), "Write dollars, such as 120 USD."));
    }

    private static Money? Amount(Fields fields, string key, Regex pattern, string cure)
    {
        var text = fields.Text(key);
        if (text is null) return null;
        var match = pattern.Match(text);
        if (match.Success && decimal.TryParse(match.Groups[1].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usd) && usd <= 1_000_000)
            return Money.FromUsd(usd);
        fields.Add(key, $"'{text}' is not {(key == "labour_rate" ? "a rate" : "an amount")} in dollars.", cure);
        return null;
    }

    [GeneratedRegex(@"\A([0-9]+(?:\.[0-9]+)?)(?: *USD)?(?: */ *(?:h|hour))?\z")]
    private static partial Regex HourlyRate();

    [GeneratedRegex(@"\A([0-9]+(?:\.[0-9]+)?)(?: *USD)?\z")]
    private static partial Regex Dollars();
}
