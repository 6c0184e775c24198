using System.CommandLine;
using GenOps.Core.Analytics;
using GenOps.Core.Calls;
using GenOps.Core.Ledger;
using GenOps.Web.Http;

namespace GenOps.Web.Commands;

/// <summary><c>genops kpi</c>: the figures of a period, one of them, its parts or its rows.</summary>
internal static class KpiCommand
{
    private static readonly Argument<string?> Figure = new("figure")
    {
        Description = "The figure's name, such as cost-per-output; without it all are listed.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> By = new("--by") { Description = $"Its parts by {ApiJson.Words<KpiAxis>()}.", HelpName = "AXIS" };
    private static readonly Option<bool> Rows = new("--rows") { Description = "The rows that sum exactly to it, latest first." };
    private static readonly Option<bool> Json = CommonOptions.Json();

    // Each stands beside the API's parameter that it becomes.
    private static readonly (string Parameter, Option<string?> Option)[] Filters =
    [
        ("money", CommonOptions.Money()),
        ("from", Text("--from", "TIME", "The period's begin, as 2026-11-01; 30 days before its end by default.")),
        ("to", Text("--to", "TIME", "The period's end, itself not in it; now by default.")),
        ("pipeline", Text("--pipeline", "NAME", "Name of a pipeline.")),
        ("version", Text("--version", "NUMBER", "A version of the pipeline.")),
        ("costCentre", Text("--centre", "NAME", "A cost centre.")),
        ("provider", Text("--provider", "NAME", "A provider; restricts cost and calls only.")),
        ("model", Text("--model", "NAME", "A model; restricts cost and calls only.")),
        ("tier", Text("--tier", "TIER", $"{ApiJson.Words<Tier>()}; restricts cost and calls only.")),
        ("known", Text("--known", "DAY", "As it was known at the end of this day, as 2026-11-01; now by default.")),
        ("bucket", Text("--bucket", "UNIT", $"How the period is cut: {ApiJson.Words<BucketUnit>()}; what suits its length by default.")),
    ];

    private static readonly (string Parameter, Option<string?> Option)[] RowFilters =
    [
        ("part", Text("--part", "PART", $"With --rows: those of the {ApiJson.Words<KpiPart>()}; of the numerator by default.")),
        ("kind", Text("--kind", "KIND", $"With --rows: only this kind of cost, {ApiJson.Words<CostKind>()}.")),
        ("class", Text("--class", "CLASS", $"With --rows: only this class of cost, {ApiJson.Words<CostClass>()}.")),
        ("rule", Text("--rule", "RULE", "With --rows: only what this review rule flagged.")),
        ("ofModel", Text("--of-model", "MODEL", "With --rows: only this part by model, as openai/gpt-4o, or none for cost of no model.")),
        ("skip", Text("--skip", "NUMBER", "With --rows: so many before the first shown.")),
        ("limit", Text("--take", "NUMBER", $"With --rows: so many at most, 1 to {KpiCatalogue.LargestPage}; 200 by default.")),
    ];

    public static Command Create()
    {
        var command = new Command("kpi", "Key figures of a period: all, or one with its parts or rows.") { Figure, By, Rows };
        foreach (var (_, option) in Filters.Concat(RowFilters)) command.Add(option);
        command.Add(Json);
        command.SetAction(ExecuteAsync);
        return command;
    }

    private static async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (name, by, rows) = (parsed.GetValue(Figure), parsed.GetValue(By), parsed.GetValue(Rows));
        Check(parsed, name, by, rows);
        var path = "/api/v1/kpis" + (name is null ? "" : $"/{name}") + (rows ? "/rows" : "");
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var answer = await session.GetAsync(
            CommonOptions.Path(path, [.. Filters.Concat(rows ? RowFilters : []).Select(f => (f.Parameter, parsed.GetValue(f.Option)))]), OptionOf, cancellationToken);
        if (parsed.GetValue(Json)) await CommonOptions.PrintJsonAsync(answer);
        else if (rows) await KpiPrinting.RowsAsync(answer);
        else if (by is not null) await KpiPrinting.PartsAsync(answer, by);
        else if (name is not null) await KpiPrinting.FigureAsync(answer);
        else await KpiPrinting.ListAsync(answer);
        return ExitCode.Done;
    }

    private static void Check(ParseResult parsed, string? name, string? by, bool rows)
    {
        // The API takes a parameter without a value as one that is left out, and a figure of everything is not what was asked for.
        foreach (var (_, option) in Filters.Concat(RowFilters).Where(f => parsed.GetValue(f.Option) is ""))
            throw Usage($"{option.Name} is empty. Give it a value, or leave it out.");
        if (!rows && RowFilters.FirstOrDefault(f => parsed.GetValue(f.Option) is not null) is { Option: { } ofRows })
            throw Usage($"{ofRows.Name} is about rows. Ask for them with --rows, or leave it out.");
        if (name is null)
        {
            if (rows) throw Usage("--rows is about one figure. Name it, as in 'genops kpi spend --rows'.");
            if (by is not null) throw Usage("--by is about one figure. Name it, as in 'genops kpi spend --by kind'.");
            return;
        }

        var definition = KpiCatalogue.All.FirstOrDefault(k => k.Name == name)
            ?? throw Usage($"There is no figure '{name}'. There are: {string.Join(", ", KpiCatalogue.All.Select(k => k.Name))}.");
        if (by is null) return;
        if (rows) throw Usage("--by does not go with --rows. Leave one of them out; --kind, --class, --rule and --of-model choose the rows of a part.");
        var axes = definition.Axes.Select(ApiJson.Word).ToList();
        if (!axes.Contains(by)) throw Usage($"--by: {definition.Title} has no parts by '{by}'. {(axes.Count == 0 ? "Leave it out." : $"Choose {string.Join(", ", axes)}.")}");
    }

    /// <summary>The option a parameter of the API comes from.</summary>
    private static string OptionOf(string parameter) =>
        Filters.Concat(RowFilters).FirstOrDefault(f => f.Parameter == parameter) is { Option: { } option } ? option.Name : parameter;

    private static Option<string?> Text(string name, string value, string description) => new(name) { Description = description, HelpName = value };

    private static CommandFailedException Usage(string message) => new(message, ExitCode.Usage);
}
