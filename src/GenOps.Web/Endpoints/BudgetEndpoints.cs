using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Ledger.Budgets;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>Budgets over HTTP.</summary>
internal static class BudgetEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/budgets", ListAsync).WithName("listBudgets").WithSummary("Budgets with what they have spent, reserved and left.")
            .WithQuery(("money", "live or sandbox; by default live once a live run exists."), ("ended", "true lists ended ones too."))
            .Produces<IReadOnlyList<BudgetRow>>();
        api.MapGet("/budgets/{id}", ReadAsync).WithName("readBudget").WithSummary("One budget.").Produces<BudgetRow>();
        api.MapGet("/budgets/{id}/rows", RowsAsync).WithName("readBudgetRows").WithSummary("The ledger entries that sum to what a budget has spent.")
            .WithQuery(("limit", "Rows at most, 1 to 1000; 200 by default."), ("cursor", "'next' of the page before.")).Produces<LedgerReport>();
        api.MapPost("/budgets", CreateAsync).WithName("createBudget").WithSummary("Creates a budget.")
            .Accepts<CreateBudgetBody>("application/json").Produces<BudgetRow>(StatusCodes.Status201Created);
        api.MapPost("/budgets/{id}/amount", ChangeAsync).WithName("changeBudget").WithSummary("Raises or lowers a budget; calls it held that fit now go on.")
            .Accepts<ChangeBudgetBody>("application/json").Produces<BudgetRow>();
        api.MapPost("/budgets/{id}/end", EndAsync).WithName("endBudget").WithSummary("Ends a budget; calls it held go on.")
            .Accepts<EndBudgetBody>(isOptional: true, "application/json").Produces<BudgetRow>();
    }

    private static async Task<IResult> ListAsync(HttpContext context, BudgetsQuery budgets, AnalyticsChoices choices)
    {
        RequireReader(context);
        var money = context.Request.Word<MoneyMode>("money") ?? await choices.OpensOnAsync(context.Actor(), context.RequestAborted);
        return Results.Ok(await budgets.ReadAsync(context.Actor(), money, context.Request.Text("ended") == "true", context.RequestAborted));
    }

    private static async Task<IResult> ReadAsync(string id, HttpContext context, BudgetsQuery budgets)
    {
        RequireReader(context);
        return Results.Ok(await budgets.FindAsync(context.Actor(), RequestQuery.Key<BudgetId>("id", id), context.RequestAborted));
    }

    private static async Task<IResult> RowsAsync(string id, HttpContext context, BudgetsQuery budgets, LedgerListQuery ledger)
    {
        RequireReader(context);
        var budget = await budgets.FindAsync(context.Actor(), RequestQuery.Key<BudgetId>("id", id), context.RequestAborted);
        if (budget.Account is not { } account) return Results.Ok(new LedgerReport(budget.Money, 0, [], 0, null));
        var filter = new LedgerListFilter
        {
            Money = budget.Money,
            Budget = account,
            Take = context.Request.Number("limit", 200, 1, 1000),
            After = context.Request.Cursor(),
        };
        var page = await ledger.ReadAsync(context.Actor(), filter, context.RequestAborted);
        return Results.Ok(new LedgerReport(budget.Money, page.SumNanoUsd, page.Rows, page.Total, page.Next?.ToString()));
    }

    private static async Task<IResult> CreateAsync(HttpContext context, CreateBudget create, BudgetsQuery budgets)
    {
        var body = await RequestBody.ReadObjectAsync(context);
        var request = new CreateBudgetRequest
        {
            Scope = RequestQuery.Word<BudgetScope>("scope", body.RequiredText("scope")) ?? BudgetScope.Everything,
            Target = body.Text("target") ?? "",
            Period = RequestQuery.Word<BudgetPeriod>("period", body.Text("period")) ?? BudgetPeriod.Whole,
            Kind = RequestQuery.Word<BudgetKind>("kind", body.Text("kind")) ?? BudgetKind.Hard,
            Money = RequestQuery.Word<MoneyMode>("money", body.Text("money")) ?? MoneyMode.Live,
            AmountUsd = AmountIn(body),
        };
        var id = await create.ExecuteAsync(ActorAccessor.From(context.User), request, context.RequestAborted);
        return Results.Created($"/api/v1/budgets/{id}", await budgets.FindAsync(context.Actor(), id, context.RequestAborted));
    }

    private static async Task<IResult> ChangeAsync(string id, HttpContext context, ChangeBudget change, BudgetsQuery budgets)
    {
        var key = RequestQuery.Key<BudgetId>("id", id);
        var body = await RequestBody.ReadObjectAsync(context);
        await change.ExecuteAsync(ActorAccessor.From(context.User), key, AmountIn(body), body.Text("reason")?.Trim() ?? "", context.RequestAborted);
        return Results.Ok(await budgets.FindAsync(context.Actor(), key, context.RequestAborted));
    }

    private static async Task<IResult> EndAsync(string id, HttpContext context, EndBudget end, BudgetsQuery budgets)
    {
        var key = RequestQuery.Key<BudgetId>("id", id);
        var body = await RequestBody.ReadObjectAsync(context);
        await end.ExecuteAsync(ActorAccessor.From(context.User), key, body.Text("reason")?.Trim() ?? "", context.RequestAborted);
        return Results.Ok(await budgets.FindAsync(context.Actor(), key, context.RequestAborted));
    }

    private static decimal AmountIn(JsonObject body) => body["amountUsd"] is JsonValue value && value.TryGetValue<decimal>(out var usd)
        ? usd
        : throw new InvalidInputException("amountUsd", "It is missing or no number.", "Write \"amountUsd\": 25.");

    private static void RequireReader(HttpContext context) => context.Actor().RequireReading(ReadArea.Figures);
}
