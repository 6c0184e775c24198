using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Analytics;
using GenOps.Core.Ledger;
using GenOps.Testing.Finance;

namespace GenOps.EndToEnd.Tests.Commands;

/// <summary>The figures of the month worked out by hand, as <c>genops kpi</c> tells them.</summary>
public sealed class KpiCommandTests(ScenarioServer server) : IClassFixture<ScenarioServer>
{
    private static readonly string[] October = ["--from", "2026-10-01", "--to", "2026-11-01", "--money", "live"];

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    public async Task Kpi_OfAMonth_IsTheHandTable(int month)
    {
        var table = HandTable.Of(month);
        string[] period = ["--from", $"{table.From:yyyy-MM-dd}", "--to", $"{table.To:yyyy-MM-dd}", "--money", "live"];

        var kpis = Items(JsonNode.Parse(await DoneAsync(server.DataFolder, [.. period, "--json"]))!, "kpis");
        var lines = (await DoneAsync(server.DataFolder, period)).TrimEnd().Split('\n');

        Assert.Equal(
            table.Figures.Select(f => (f.Name, f.Text, f.Numerator)),
            kpis.Select(k => ((string)k["name"]!, (string)k["text"]!, (decimal)k["numerator"]!["amount"]!)));
        foreach (var (expected, kpi) in table.Figures.Zip(kpis).Where(pair => pair.First.Denominator is not null))
            Assert.Equal((expected.Name, expected.Denominator), (expected.Name, (decimal?)kpi["denominator"]!["amount"]));
        Assert.Equal(table.Figures.Select(f => $"{f.Name} {f.Text}"), lines[1..^1].Select(l => string.Join(' ', Cells(l)[..2])));
        Assert.Equal($"live, {table.From:yyyy-MM-dd}T00:00:00Z to {table.To:yyyy-MM-dd}T00:00:00Z", lines[^1]);
    }

    [Fact]
    public async Task KpiRows_OfEveryFigure_SumToItsNumeratorAndDenominator()
    {
        foreach (var expected in HandTable.October.Figures)
        {
            Assert.Equal((expected.Name, expected.Numerator), (expected.Name, await SumAsync(expected.Name, "numerator")));
            if (expected.Denominator is { } denominator) Assert.Equal((expected.Name, denominator), (expected.Name, await SumAsync(expected.Name, "denominator")));
        }
    }

    [Fact]
    public async Task KpiRows_PageByPage_SayWhereTheNextBeginsAndSumToTheFigure()
    {
        var (sum, read, count) = (0m, 0, 1L);
        while (read < count)
        {
            string[] page = ["spend", "--rows", "--skip", $"{read}", "--take", "30"];
            var told = await JsonAsync(page);
            var lines = await LinesAsync(page);
            var rows = Items(told, "rows");
            (sum, read, count) = (sum + rows.Sum(r => (decimal)r["amount"]!), read + rows.Count, (long)told["count"]!);

            Assert.Equal(rows.Count, lines.Length - 2);
            Assert.StartsWith($"{count} rows, $18.51 ", lines[^1], StringComparison.Ordinal);
            Assert.Equal(read < count, lines[^1].EndsWith($"; 30 of them are shown, the next with --skip {read}", StringComparison.Ordinal));
        }

        Assert.True(read > 30, "There is but one page.");
        Assert.Equal(18_513_728_600m, sum);
    }

    [Fact]
    public async Task Kpi_PartsOfEveryFigure_SumToTheWhole()
    {
        foreach (var kpi in Items(await JsonAsync(), "kpis"))
        {
            // An output that two rules flag is in both, and fixed cost is of no version.
            foreach (var (axis, parts) in kpi["parts"]!.AsObject().Where(p => p.Key is not "rule" and not "version"))
            {
                Assert.Equal(
                    ($"{kpi["name"]} by {axis}", (decimal)kpi["numerator"]!["amount"]!),
                    ($"{kpi["name"]} by {axis}", parts!.AsArray().Sum(p => (decimal)p!["numerator"]!)));
            }
        }
    }

    // Production 10,506,465,000, control 8,000,850,600, waste 5,523,000, pending 890,000. Without a server nobody works on the run under way.
    [Fact]
    public async Task KpiBy_ClassWithoutAServer_ShowsThePartsAndTheWhole()
    {
        var lines = await AloneAsync(null, "cost-per-output", "--by", "class");

        Assert.Equal(
            ["CLASS VALUE NUMERATOR DENOMINATOR", "production $2.10 $10.51 5", "control $1.60 $8.00 5", "waste $0.0011 $0.00552 5", "pending $0.000178 $0.00089 5"],
            lines[..5].Select(l => string.Join(' ', Cells(l))));
        Assert.Equal("Cost per accepted output $3.70: $18.51 cost ÷ 5 accepted outputs", lines[5]);
    }

    // The frontier's one call was charged twice; of no model are the tool, people and fixed cost.
    [Fact]
    public async Task KpiBy_Model_ShowsPartsThatOpenIntoTheirRows()
    {
        var lines = await LinesAsync("spend", "--by", "model");

        Assert.Equal(
            ["MODEL VALUE NUMERATOR", "no model $18.50 $18.50", "openai/gpt-4o $0.006 $0.006", "openai/gpt-4o-mini $0.00768 $0.00768"],
            lines[..4].Select(l => string.Join(' ', Cells(l))));
        Assert.Equal("Spend $18.51: $18.51 cost", lines[4]);
        Assert.Equal(18_500_050_000m, await SumOfModelAsync("none"));
        Assert.Equal(6_000_000m, await SumOfModelAsync("openai/gpt-4o"));
        Assert.Equal(7_678_600m, await SumOfModelAsync("openai/gpt-4o-mini"));
    }

    [Fact]
    public async Task Kpi_ForWantOfStatements_NamesEachOfThem()
    {
        var lines = await AloneAsync(
            scenario => [Withdrawn(scenario, AssumptionKeys.ValuePerOutput), Withdrawn(scenario, AssumptionKeys.BaselineMinutes)], "roi");

        Assert.Equal(["Return on investment", "—"], Cells(lines[0]));
        Assert.Contains("2 accepted outputs of invoices", Told(lines, "Missing"), StringComparison.Ordinal);
        Assert.Equal(["value per output of invoices", "baseline minutes of invoices"], lines.Select(Cells).Where(c => c[0] == "To state").Select(c => c[1]));
    }

    // Of the models, the tool and people 8,013,728,600; both fixed costs, 10.5 × 10⁹, are of no version.
    [Theory]
    [InlineData("spend", "version", "Of it $10.50 belong to no version.")]
    [InlineData("human-review-rate", "rule", "An output that two rules flag is in both.")]
    public async Task KpiBy_PartsThatAreNotTheWhole_SayWhy(string name, string axis, string words) => Assert.Contains(words, await LinesAsync(name, "--by", axis));

    // 26 entries, and for each of 31 days the invoices' own fixed cost and two shares of the company's.
    [Fact]
    public async Task Kpi_ByItsName_ShowsOfWhatItIsAndHowItIsComputed()
    {
        var lines = await LinesAsync("cost-per-output");

        Assert.Equal(["Cost per accepted output", "$3.70"], Cells(lines[0]));
        Assert.Equal("$18.51 cost, 119 rows", Told(lines, "Numerator"));
        Assert.Equal("5 accepted outputs, 5 rows", Told(lines, "Denominator"));
        Assert.Equal("25 % of people's time not measured (1 of 4 stretches)", Told(lines, "Note"));
        Assert.Contains("$18.5137286", Told(lines, "Computed"), StringComparison.Ordinal);
        Assert.Equal("25 % to 84.2 %", Told(await LinesAsync("human-review-rate"), "95 % range"));
        Assert.Equal("at most 3 d", Told(await LinesAsync("time-to-market"), "Nine in ten"));
    }

    [Fact]
    public async Task Kpi_ThatCannotBeComputed_SaysWhatIsMissing()
    {
        var lines = await LinesAsync("roi", "--model", "gpt-4o");

        Assert.Equal(["Return on investment", "—"], Cells(lines[0]));
        Assert.Contains("Take these filters off", Told(lines, "Missing"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15_765_783_259, "--pipeline", "posts")]
    [InlineData(7_740_000, "--pipeline", "posts", "--version", "2")]
    [InlineData(2_747_945_341, "--centre", "accounting")]
    [InlineData(6_000_000, "--model", "gpt-4o")]
    [InlineData(6_000_000, "--tier", "frontier")]
    [InlineData(0, "--provider", "nobody")]
    public async Task Kpi_Filtered_IsTheHandSumOfThatAlone(long nanos, params string[] filter) =>
        Assert.Equal(nanos, (decimal)(await JsonAsync(["spend", .. filter]))["kpis"]![0]!["numerator"]!["amount"]!);

    [Fact]
    public async Task Kpi_OfTheSandbox_HoldsNothingLive()
    {
        var told = await RunAsync(server.DataFolder, "spend", "--from", "2026-10-01", "--to", "2026-11-01", "--money", "sandbox", "--json");

        Assert.Equal(2_123_457_789m, (decimal)JsonNode.Parse(told.Output)!["kpis"]![0]!["numerator"]!["amount"]!);
    }

    [Theory]
    [InlineData("There is no figure 'cost'. There are: cost-per-output,", "cost")]
    [InlineData("--by: Spend has no parts by 'colour'. Choose bucket, pipeline, version, kind, class, model.", "spend", "--by", "colour")]
    [InlineData("--by: Spend has no parts by 'rule'.", "spend", "--by", "rule")]
    [InlineData("--by is about one figure.", "--by", "kind")]
    [InlineData("--rows is about one figure.", "--rows")]
    [InlineData("--by does not go with --rows.", "spend", "--by", "kind", "--rows")]
    [InlineData("--skip is about rows.", "spend", "--skip", "5")]
    [InlineData("--take: '0' is no whole number from 1 to 1000.", "spend", "--rows", "--take", "0")]
    [InlineData("--skip: ", "spend", "--rows", "--skip", "9999")]
    [InlineData("--kind: There is no kind 'gold'. Choose model,", "spend", "--rows", "--kind", "gold")]
    [InlineData("--of-model: 'gpt-4o' is no model with its provider.", "spend", "--rows", "--of-model", "gpt-4o")]
    [InlineData("--of-model: Cost per accepted output cannot be taken apart that way.", "cost-per-output", "--rows", "--of-model", "none")]
    [InlineData("--of-model is about rows.", "spend", "--of-model", "none")]
    [InlineData("--class: Human-review rate cannot be taken apart that way.", "human-review-rate", "--rows", "--class", "waste")]
    [InlineData("--from: 'yesterday' is no time.", "--from", "yesterday")]
    [InlineData("--to: The period ends before it begins.", "--from", "2026-10-01", "--to", "2026-09-01")]
    [InlineData("--known: '2026-13-01' is no day.", "--known", "2026-13-01")]
    [InlineData("--tier: There is no tier 'huge'. Choose small,", "--tier", "huge")]
    [InlineData("--bucket: There is no bucket 'hour'. Choose day,", "--bucket", "hour")]
    [InlineData("--version: A version's number says nothing without its pipeline.", "--version", "2")]
    [InlineData("--version: posts has no version '7'. Choose 2, 1.", "--pipeline", "posts", "--version", "7")]
    [InlineData("--pipeline is empty.", "--pipeline", "")]
    [InlineData("There is no pipeline 'unknown'.", "--pipeline", "unknown")]
    [InlineData("Argument 'gold' not recognized.", "--money", "gold")]
    public async Task Kpi_NotWrittenRight_NamesTheOptionInOneLine(string words, params string[] arguments)
    {
        var result = await RunAsync(server.DataFolder, arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(words, Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    private async Task<decimal> SumAsync(string name, string part) =>
        Items(await JsonAsync(name, "--rows", "--part", part, "--take", $"{KpiCatalogue.LargestPage}"), "rows").Sum(r => (decimal)r["amount"]!);

    private async Task<decimal> SumOfModelAsync(string model) =>
        Items(await JsonAsync("spend", "--rows", "--of-model", model, "--take", $"{KpiCatalogue.LargestPage}"), "rows").Sum(r => (decimal)r["amount"]!);

    private async Task<JsonNode> JsonAsync(params string[] arguments) => JsonNode.Parse(await OutputAsync(server.DataFolder, [.. arguments, "--json"]))!;

    private async Task<string[]> LinesAsync(params string[] arguments) => (await OutputAsync(server.DataFolder, arguments)).TrimEnd().Split('\n');

    private static Task<string> OutputAsync(string folder, params string[] arguments) => DoneAsync(folder, [.. arguments, .. October]);

    /// <summary>What a command prints that went well.</summary>
    private static async Task<string> DoneAsync(string folder, string[] arguments)
    {
        var result = await RunAsync(folder, arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    private static Task<CommandResult> RunAsync(string folder, params string[] arguments) => GenOpsProgram.RunAsync(["kpi", .. arguments, "--data", folder]);

    /// <summary>What the command prints that has a data folder with the scenario for itself.</summary>
    private static async Task<string[]> AloneAsync(Func<FinanceScenario, object[]>? more, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("genops-kpi-").FullName;
        try
        {
            var made = await GenOpsProgram.RunAsync("prices", "list", "--data", folder);
            Assert.True(made.ExitCode == 0, made.Error);
            await ScenarioServer.FillAsync(folder, more);
            return (await OutputAsync(folder, arguments)).TrimEnd().Split('\n');
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Takes back what was stated of the invoices, for the time in which they were accepted.</summary>
    private static Assumption Withdrawn(FinanceScenario scenario, string key) => new()
    {
        Id = Id.New<AssumptionId>(),
        PipelineId = scenario.Invoices.Id,
        Key = key,
        Value = null,
        ValidFrom = FinanceScenario.From,
        RecordedAt = FinanceScenario.From,
        Author = "ada",
        Origin = AssumptionOrigin.Person,
    };

    private static List<JsonNode> Items(JsonNode told, string list) => [.. told[list]!.AsArray().Select(i => i!)];

    private static string[] Cells(string line) => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Told(string[] lines, string label) => Assert.Single(lines, l => l.StartsWith($"{label}  ", StringComparison.Ordinal))[label.Length..].Trim();
}
