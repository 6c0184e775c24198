using System.CommandLine;
using System.Text.Json.Nodes;
using GenOps.Core.Ledger.Budgets;
using GenOps.Web.Http;

namespace GenOps.Web.Commands;

/// <summary><c>genops budget list</c>, <c>create</c>, <c>change</c> and <c>end</c>.</summary>
internal static class BudgetCommands
{
    private static readonly Argument<string> Scope = new("scope") { Description = $"What it covers: {ApiJson.Words<BudgetScope>()}." };
    private static readonly Argument<string> Budget = new("budget") { Description = "The budget's id, as 'genops budget list' shows it." };
    private static readonly Argument<decimal> Amount = new("amount") { Description = "US dollars, as 25 or 0.50." };

    private static readonly Option<string?> Target = new("--target")
    {
        Description = "A pipeline's name, a run's id, a cost centre or a provider.",
        HelpName = "NAME",
    };

    private static readonly Option<string?> Period = new("--period") { Description = $"{ApiJson.Words<BudgetPeriod>()}; whole by default.", HelpName = "PERIOD" };
    private static readonly Option<bool> Soft = new("--soft") { Description = "Tell people and let calls go on; by default a call that does not fit is not sent." };
    private static readonly Option<bool> Sandbox = new("--sandbox") { Description = "For sandbox money; by default for live money." };
    private static readonly Option<string?> Reason = new("--reason") { Description = "Why, for the audit trail.", HelpName = "TEXT" };
    private static readonly Option<string?> Money = CommonOptions.Money();
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        Scope.AcceptOnlyFromAmong([.. Enum.GetValues<BudgetScope>().Select(ApiJson.Word)]);
        var list = new Command("list", "Lists budgets with what they have spent, reserved and left.") { Money, Json };
        list.SetAction(ListAsync);
        var create = new Command("create", "Creates a budget.") { Scope, Amount, Target, Period, Soft, Sandbox, Json };
        create.SetAction(CreateAsync);
        var change = new Command("change", "Raises or lowers a budget; calls it held that fit now go on.") { Budget, Amount, Reason, Json };
        change.SetAction((parsed, cancel) => ActAsync(
            parsed, "amount", new JsonObject { ["amountUsd"] = parsed.GetValue(Amount), ["reason"] = parsed.GetValue(Reason) }, cancel));
        var end = new Command("end", "Ends a budget; calls it held go on.") { Budget, Reason, Json };
        end.SetAction((parsed, cancel) => ActAsync(parsed, "end", new JsonObject { ["reason"] = parsed.GetValue(Reason) }, cancel));
        return new Command("budget", "What calls may cost.") { list, create, change, end };
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var budgets = await session.GetAsync(CommonOptions.Path("/api/v1/budgets", ("money", parsed.GetValue(Money))), cancellationToken);
        return await PrintAsync(parsed, budgets, budgets.AsArray());
    }

    private static async Task<int> CreateAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["scope"] = parsed.GetValue(Scope),
            ["target"] = parsed.GetValue(Target),
            ["period"] = parsed.GetValue(Period),
            ["kind"] = parsed.GetValue(Soft) ? "soft" : "hard",
            ["money"] = parsed.GetValue(Sandbox) ? "sandbox" : "live",
            ["amountUsd"] = parsed.GetValue(Amount),
        };
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var budget = await session.PostAsync("/api/v1/budgets", body, cancellationToken);
        return await PrintAsync(parsed, budget, [budget.DeepClone()]);
    }

    private static async Task<int> ActAsync(ParseResult parsed, string act, JsonObject body, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var budget = await session.PostAsync($"/api/v1/budgets/{Uri.EscapeDataString(parsed.GetValue(Budget)!)}/{act}", body, cancellationToken);
        return await PrintAsync(parsed, budget, [budget.DeepClone()]);
    }

    private static async Task<int> PrintAsync(ParseResult parsed, JsonNode answer, JsonArray budgets)
    {
        if (parsed.GetValue(Json))
        {
            await CommonOptions.PrintJsonAsync(answer);
            return ExitCode.Done;
        }

        await CommonOptions.PrintTableAsync(
            ["BUDGET", "COVERS", "PERIOD", "KIND", "MONEY", "AMOUNT", "SPENT", "RESERVED", "LEFT", "HELD"],
            [.. budgets.Select(b => (IReadOnlyList<string>)[
                $"{b!["id"]}", $"{b["name"]}", $"{b["period"]}", b["endedAt"] is null ? $"{b["kind"]}" : "ended", $"{b["money"]}",
                CommonOptions.Dollars(b["amountNanoUsd"]), CommonOptions.Dollars(b["spentNanoUsd"]), CommonOptions.Dollars(b["reservedNanoUsd"]),
                CommonOptions.Dollars(b["leftNanoUsd"]), $"{b["held"]}"])]);
        return ExitCode.Done;
    }
}
