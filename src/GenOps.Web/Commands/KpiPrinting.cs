using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Analytics;
using GenOps.Core.Ledger;
using GenOps.Web.Http;

namespace GenOps.Web.Commands;

/// <summary>Figures of the API as people read them on a terminal.</summary>
internal static class KpiPrinting
{
    /// <summary>A line for each figure.</summary>
    public static async Task ListAsync(JsonNode report)
    {
        await CommonOptions.PrintTableAsync(
            ["FIGURE", "VALUE", "OF"],
            [.. report["kpis"]!.AsArray().Select(k => (IReadOnlyList<string>)[$"{k!["name"]}", $"{k["text"]}", $"{Fraction(k)}{(k["missing"] is { } missing ? $"; {missing}" : "")}"])]);
        await Console.Out.WriteLineAsync(Frame(report));
    }

    /// <summary>One figure with all that is said of it.</summary>
    public static async Task FigureAsync(JsonNode report)
    {
        var kpi = report["kpis"]![0]!;
        List<(string Label, string? Text)> lines =
        [
            ($"{kpi["title"]}", $"{kpi["text"]}"),
            ("Numerator", Amount(kpi["numerator"]!)),
            ("Denominator", kpi["denominator"] is { } denominator ? Amount(denominator) : null),
            ("95 % range", (string?)kpi["interval"]?["text"]),
            ("Nine in ten", kpi["percentile90"] is { } most ? $"at most {Format(most, kpi["unit"])}" : null),
            ("Missing", (string?)kpi["missing"]),
            .. kpi["gaps"]!.AsArray().Select(g => ("To state", (string?)$"{AssumptionWords.Of((string)g!["key"]!).Name.ToLowerInvariant()} of {g["pipeline"]}")),
            .. kpi["caveats"]!.AsArray().Select(c => ("Note", (string?)c)),
            ("Computed", $"{kpi["explanation"]}"),
        ];
        var width = lines.Max(l => l.Label.Length);
        foreach (var (label, text) in lines.Where(l => l.Text is not null)) await Console.Out.WriteLineAsync($"{label.PadRight(width)}  {text}");
    }

    /// <summary>A line for each part along an axis, and what they come to.</summary>
    public static async Task PartsAsync(JsonNode report, string axis)
    {
        var kpi = report["kpis"]![0]!;
        var (unit, of) = (kpi["numerator"]!["unit"], kpi["denominator"]?["unit"]);
        var parts = kpi["parts"]![axis]!.AsArray();
        await CommonOptions.PrintTableAsync(
            [axis.ToUpperInvariant(), "VALUE", "NUMERATOR", of is null ? "" : "DENOMINATOR"],
            [.. parts.Select(p => (IReadOnlyList<string>)[$"{p!["label"]}", $"{p["text"]}", Format(p["numerator"]!, unit), p["denominator"] is { } whole ? Format(whole, of) : ""])]);
        await Console.Out.WriteLineAsync($"{kpi["title"]} {kpi["text"]}: {Fraction(kpi)}");
        if (axis == ApiJson.Word(KpiAxis.Rule)) await Console.Out.WriteLineAsync("An output that two rules flag is in both.");
        else if ((decimal)kpi["numerator"]!["amount"]! - parts.Sum(p => (decimal)p!["numerator"]!) is not 0 and var rest)
            await Console.Out.WriteLineAsync($"Of it {KpiValue.Format(rest, UnitOf(unit))} belong to no {axis}.");
        await Console.Out.WriteLineAsync(Frame(report));
    }

    /// <summary>A page of rows, their sum, and where the next page begins.</summary>
    public static async Task RowsAsync(JsonNode page)
    {
        var rows = page["rows"]!.AsArray();
        await CommonOptions.PrintTableAsync(
            ["AT", "AMOUNT", "PIPELINE", "STEP", "WHAT", "RUN"],
            [.. rows.Select(r => (IReadOnlyList<string>)[
                $"{r!["at"]}", Format(r["amount"]!, r["unit"]), $"{r["pipelineName"]}", $"{r["step"]}", $"{r["label"]}", $"{r["runId"]}"])]);
        var (count, next) = ((long)page["count"]!, (int)page["skip"]! + rows.Count);
        var more = next < count ? $"; {rows.Count} of them are shown, the next with --skip {next}" : "";
        await Console.Out.WriteLineAsync($"{Counted(count)}, {page["totalText"]} {page["title"]}{more}");
    }

    private static string Fraction(JsonNode kpi) =>
        $"{kpi["numerator"]!["text"]} {kpi["numerator"]!["label"]}" + (kpi["denominator"] is { } denominator ? $" ÷ {denominator["text"]} {denominator["label"]}" : "");

    private static string Amount(JsonNode amount) => $"{amount["text"]} {amount["label"]}{(amount["rows"] is { } rows ? $", {Counted((long)rows)}" : "")}";

    private static string Counted(long rows) => rows == 1 ? "1 row" : $"{rows} rows";

    private static string Frame(JsonNode report) =>
        $"{report["money"]}, {report["from"]} to {report["to"]}{(report["pipeline"] is { } pipeline ? $", {pipeline}" : "")}{(report["known"] is { } known ? $", as known on {known}" : "")}";

    private static string Format(JsonNode amount, JsonNode? unit) => KpiValue.Format((decimal)amount, UnitOf(unit));

    private static KpiUnit UnitOf(JsonNode? unit) => unit.Deserialize<KpiUnit>(ApiJson.Options);
}
