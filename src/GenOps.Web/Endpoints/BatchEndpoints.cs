using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Levers.Batches;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>What is done to many runs.</summary>
/// <param name="Action"><c>pause</c>, <c>resume</c>, <c>cancel</c> or <c>retry</c>.</param>
/// <param name="Reason">For each of them; a pause needs one.</param>
/// <param name="Filter">Which, as the list of runs filters: pipeline, state, standing, waits, target, money, text, from, to.</param>
public sealed record RunBatchBody(string Action, string? Reason, JsonObject? Filter);

/// <summary>One act on many runs, over HTTP.</summary>
internal static class BatchEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/run-batches", PlaceAsync).WithName("placeRunBatch")
            .WithSummary("Does one thing to all runs that a filter finds, a few a second. Which ones is fixed at once.")
            .Accepts<RunBatchBody>("application/json").Produces<RunBatchRow>(StatusCodes.Status202Accepted);
        api.MapGet("/run-batches/{id}", ReadAsync).WithName("readRunBatch").WithSummary("How far a batch is.").Produces<RunBatchRow>();
    }

    private static async Task<IResult> PlaceAsync(HttpContext context, PlaceRunBatch place, RunBatchQuery batches)
    {
        var body = await RequestBody.ReadObjectAsync(context);
        var action = RequestQuery.Word<RunBatchAction>("action", body.RequiredText("action"))!.Value;
        var filter = body["filter"] switch
        {
            null => [],
            JsonObject given => given,
            _ => throw new InvalidInputException("filter", "It is no JSON object.", "Write \"filter\": {\"state\": \"failed\"}."),
        };
        var id = await place.ExecuteAsync(
            ActorAccessor.From(context.User),
            action,
            new RunListFilter
            {
                Pipeline = filter.Text("pipeline"),
                State = RequestQuery.Word<RunState>("state", filter.Text("state")),
                Standing = RequestQuery.Word<RunStanding>("standing", filter.Text("standing")),
                WaitsFor = RequestQuery.Word<WaitKind>("waits", filter.Text("waits")),
                WaitTarget = filter.Text("target"),
                Money = RequestQuery.Word<MoneyMode>("money", filter.Text("money")),
                Text = filter.Text("text"),
                From = filter.Time(context, "from"),
                To = filter.Time(context, "to"),
            },
            body.Text("reason") ?? "",
            context.RequestAborted);
        return Results.Accepted($"/api/v1/run-batches/{id}", await batches.FindAsync(context.Actor(), id, context.RequestAborted));
    }

    private static async Task<IResult> ReadAsync(string id, HttpContext context, RunBatchQuery batches)
    {
        var key = RequestQuery.Key<RunBatchId>("id", id);
        return Results.Ok(await batches.FindAsync(context.Actor(), key, context.RequestAborted) ?? throw new NotFoundException($"There is no batch {key}."));
    }
}
