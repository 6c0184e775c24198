using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Runs.Starting;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>Many runs started by one request.</summary>
internal static class RunStartsEndpoint
{
    private const string KeyField = "idempotencyKey";

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/runs:batch", StartAsync).WithName("startRuns")
        .WithSummary("Starts up to 1,000 runs, each by itself: one that is refused keeps no other from starting, and the answer says of each its run or its problem. They are committed some at a time, so that others write in between.")
        .Accepts<StartRunsBody>("application/json").Produces<StartRunsAnswer>();

    private static async Task<IResult> StartAsync(HttpContext context, StartRuns start)
    {
        var actor = ActorAccessor.From(context.User).Require(Roles.Operator);
        var items = ItemsOf(await RequestBody.ReadObjectAsync(context));
        var (starts, places, unread) = (new List<RunStart>(), new List<int>(), new Dictionary<int, GenOpsException>());
        for (var i = 0; i < items.Count; i++)
        {
            try
            {
                starts.Add(StartOf(context, items[i]));
                places.Add(i);
            }
            catch (GenOpsException e)
            {
                unread[i] = e;
            }
        }

        var results = starts.Count == 0 ? [] : await start.ExecuteAsync(actor, starts, context.RequestAborted);
        var answers = places.Zip(results, (place, result) => ItemOf(place, result))
            .Concat(unread.Select(u => ItemOf(u.Key, new StartResult(null, false, u.Value)))).OrderBy(a => a.Index).ToList();
        return Results.Ok(new StartRunsAnswer(
            answers.Count(a => a.Started), answers.Count(a => a.Run is not null && !a.Started), answers.Count(a => a.Problem is not null), answers));
    }

    private static JsonArray ItemsOf(JsonObject body) => body["runs"] is JsonArray { Count: > 0 and <= StartRuns.Most } items
        ? items
        : throw new InvalidInputException(
            "runs", body["runs"] is JsonArray { Count: var count } ? $"{count} starts were given." : "It is no list of starts.",
            $"Give 1 to {StartRuns.Most}, as {{\"runs\": [{{\"pipeline\": \"release-announcement\", \"inputs\": {{…}}}}]}}.");

    private static RunStart StartOf(HttpContext context, JsonNode? item)
    {
        if (item is not JsonObject body) throw new InvalidInputException("runs", "This start is no JSON object.", "Write {\"pipeline\": \"…\", \"inputs\": {…}}.");
        var key = body.Text(KeyField);
        // What is hashed is the body of a start alone, so that the key of a start that was sent alone is known among many.
        body.Remove(KeyField);
        return new RunStart(RunStartBody.Read(context, body), string.IsNullOrEmpty(key) ? null : new StartKey(key, BlobHash.Of(body.ToJsonString())));
    }

    private static StartRunsAnswerItem ItemOf(int index, StartResult result) =>
        new(index, result.Run, result.Started, result.Refusal is { } refusal ? ApiProblems.Of(refusal) : null);
}
