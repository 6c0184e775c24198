using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Starts.Backfills;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>Backfills over HTTP.</summary>
internal static class BackfillEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/backfills", ListAsync).WithName("listBackfills").WithSummary("Lists backfills, newest first.").Produces<ListPage<BackfillRow>>();
        api.MapGet("/backfills/{id}", async (string id, HttpContext context, BackfillQuery query) => Results.Ok(await FindAsync(Key(id), context, query)))
            .WithName("readBackfill").WithSummary("A backfill with its items and what they cost.").Produces<BackfillDetail>();
        api.MapPost("/backfills", StartAsync).WithName("startBackfill").WithSummary("Starts many runs over a schedule's range or a list of inputs.")
            .Accepts<StartBackfillBody>("application/json").Produces<BackfillDetail>(StatusCodes.Status201Created);
        api.MapPost("/backfills/{id}/change", ChangeAsync).WithName("changeBackfill").WithSummary("Changes its concurrency and cap; a higher cap lets it go on.")
            .Accepts<ChangeBackfillBody>("application/json").Produces<BackfillDetail>();
        api.MapPost("/backfills/{id}/cancel", CancelAsync).WithName("cancelBackfill").WithSummary("Ends a backfill, with or without its runs under way.")
            .Accepts<CancelBackfillBody>(isOptional: true, "application/json").Produces<BackfillDetail>();
    }

    private static async Task<IResult> ListAsync(HttpContext context, BackfillQuery query)
    {
        var rows = await query.ReadAsync(context.Actor(), context.RequestAborted);
        return Results.Ok(new ListPage<BackfillRow>(rows, rows.Count, null));
    }

    private static async Task<IResult> StartAsync(HttpContext context, StartBackfill start, BackfillQuery query)
    {
        var body = await RequestBody.ReadObjectAsync(context);
        var request = new StartBackfillRequest
        {
            Pipeline = body.Text("pipeline"),
            Source = SourceOf(context, body),
            Inputs = body["inputs"] is JsonObject shared ? InputValue.FromJson(shared) : new Dictionary<string, InputValue>(),
            Money = RequestQuery.Word<MoneyMode>("money", body.Text("money")),
            Concurrency = body.Number("concurrency") ?? 4,
            Cap = Cap(body),
        };
        var id = await start.ExecuteAsync(ActorAccessor.From(context.User), request, context.RequestAborted);
        return Results.Created($"/api/v1/backfills/{id}", await FindAsync(id, context, query));
    }

    private static async Task<IResult> ChangeAsync(string id, HttpContext context, ChangeBackfill change, BackfillQuery query)
    {
        var body = await RequestBody.ReadObjectAsync(context);
        var known = await FindAsync(Key(id), context, query);
        await change.ExecuteAsync(
            ActorAccessor.From(context.User), Key(id), body.Number("concurrency") ?? known.Backfill.Concurrency, Cap(body), context.RequestAborted);
        return Results.Ok(await FindAsync(Key(id), context, query));
    }

    private static async Task<IResult> CancelAsync(string id, HttpContext context, CancelBackfill cancel, BackfillQuery query)
    {
        var body = await RequestBody.ReadObjectAsync(context);
        await cancel.ExecuteAsync(
            ActorAccessor.From(context.User), Key(id), body.Flag("runs"), body.Text("reason")?.Trim() ?? "", context.RequestAborted);
        return Results.Ok(await FindAsync(Key(id), context, query));
    }

    private static BackfillSource SourceOf(HttpContext context, JsonObject body)
    {
        if (body.Text("schedule") is { } schedule)
        {
            return new BackfillSource.Range(
                RequestQuery.Key<ScheduleId>("schedule", schedule), RequestQuery.Moment(context, "from", body.RequiredText("from")),
                RequestQuery.Moment(context, "to", body.RequiredText("to")), body.Flag("again"));
        }

        if (body.Text("csv") is { } csv) return BackfillSource.Csv(csv);
        if (body.Text("lines") is { } lines) return BackfillSource.Lines(body.RequiredText("input"), lines);
        if (InputValue.FromJson("files", body["files"]) is InputValue.Files files) return BackfillSource.Files(body.RequiredText("input"), files.Items);
        throw new InvalidInputException("schedule", "It is not said what to go over.", "Give \"schedule\" with \"from\" and \"to\", or one of \"lines\", \"csv\" and \"files\".");
    }

    private static Money? Cap(JsonObject body) => body["capUsd"] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<decimal>(out var usd) && usd < 1_000_000_000 => Money.FromUsd(usd),
        _ => throw new InvalidInputException("capUsd", "It is no amount of dollars.", "Write \"capUsd\": 12.50."),
    };

    private static BackfillId Key(string id) => RequestQuery.Key<BackfillId>("id", id);

    private static async Task<BackfillDetail> FindAsync(BackfillId id, HttpContext context, BackfillQuery query) =>
        await query.FindAsync(context.Actor(), id, context.RequestAborted) ?? throw new NotFoundException($"There is no backfill {id}.");
}
