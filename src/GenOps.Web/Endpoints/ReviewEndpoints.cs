using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Reviews;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>Reviews over HTTP.</summary>
internal static class ReviewEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/reviews", ListAsync).WithName("listReviews").WithSummary("Lists reviews; those that wait longest first.")
            .WithQuery(("state", $"One of {ApiJson.Words<ReviewState>()}; open by default."), ("pipeline", "Name of a pipeline."), ("money", "live or sandbox."))
            .Produces<ReviewList>();
        api.MapPost("/reviews/{id}/decision", DecideAsync).WithName("decideReview")
            .WithSummary("Approves, edits and approves, or rejects an output. The time spent is not measured, and the figures say so.")
            .Accepts<ReviewDecisionBody>("application/json").Produces<ReviewDecisionResult>();
    }

    private static async Task<IResult> ListAsync(HttpContext context, ReviewListQuery reviews)
    {
        context.Actor().RequireReading(ReadArea.Work);
        var state = context.Request.Word<ReviewState>("state") ?? ReviewState.Open;
        return Results.Ok(new ReviewList(await reviews.ReadAsync(
            context.Actor(), state, context.Request.Text("pipeline"), context.Request.Word<MoneyMode>("money"), context.RequestAborted)));
    }

    private static async Task<IResult> DecideAsync(string id, HttpContext context, DecideReview decide)
    {
        var key = RequestQuery.Key<ReviewTaskId>("id", id);
        var body = await RequestBody.ReadObjectAsync(context);
        var verdict = RequestQuery.Word<ReviewChoice>("decision", body.RequiredText("decision"))!.Value switch
        {
            ReviewChoice.Approve => ReviewVerdict.Approve,
            ReviewChoice.Edit => ReviewVerdict.Edit,
            _ => ReviewVerdict.Reject,
        };
        var channel = CommandLineAccess.IsUsedBy(context.User) ? ReviewChannels.CommandLine : ReviewChannels.Api;
        var request = new ReviewDecisionRequest(key, verdict, body.Text("revisionHash"), body.Text("reason"), EditsOf(body["text"]), channel);
        return Results.Ok(await decide.ExecuteAsync(ActorAccessor.From(context.User), request, context.RequestAborted));
    }

    private static Dictionary<string, string>? EditsOf(JsonNode? text) => text switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var only) => new() { [""] = only },
        JsonObject files => files.ToDictionary(f => f.Key, f => files.Text(f.Key) ?? ""),
        _ => throw new InvalidInputException("text", "It is neither a text nor an object of texts.", "Write \"text\": \"…\" or \"text\": {\"post-1.md\": \"…\"}."),
    };
}
