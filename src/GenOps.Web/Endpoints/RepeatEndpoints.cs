using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Levers;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>What retries a run.</summary>
/// <param name="Reason">May be left out.</param>
public sealed record RetryRunBody(string? Reason);

/// <summary>What runs something again.</summary>
/// <param name="FromStep">The step to begin with; steps before it are taken over at no cost. Left out: from the start.</param>
/// <param name="Inputs">Inputs that replace those of the run, as at a start; left out: all are kept.</param>
/// <param name="Version">The number of another version; left out: the run's own.</param>
/// <param name="Reason">May be left out.</param>
public sealed record RerunBody(string? FromStep, JsonObject? Inputs, int? Version, string? Reason);

/// <summary>Taking runs up again, over HTTP.</summary>
internal static class RepeatEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/runs/{id}/retry", RetryAsync).WithName("retryRun")
            .WithSummary("Takes a failed run up again where it failed. What was finished or paid before stays.")
            .Accepts<RetryRunBody>(isOptional: true, "application/json").Produces<RunDetail>();
        api.MapPost("/runs/{id}/rerun", RerunAsync).WithName("rerunRun")
            .WithSummary("Starts a new run from this one, with other inputs, another version or from a later step.")
            .Accepts<RerunBody>(isOptional: true, "application/json").Produces<RunDetail>(StatusCodes.Status201Created);
    }

    private static async Task<IResult> RetryAsync(string id, HttpContext context, RetryRun retry, RunDetailQuery detail)
    {
        var key = RequestQuery.Key<RunId>("id", id);
        var body = await RequestBody.ReadObjectAsync(context);
        await retry.ExecuteAsync(ActorAccessor.From(context.User), key, body.Text("reason")?.Trim() ?? "", context.RequestAborted);
        return Results.Ok(await detail.FindAsync(context.Actor(), key, context.RequestAborted));
    }

    private static async Task<IResult> RerunAsync(string id, HttpContext context, RerunRun rerun, RunDetailQuery detail)
    {
        var body = await RequestBody.ReadObjectAsync(context);
        var request = new RerunRequest(RequestQuery.Key<RunId>("id", id))
        {
            FromStep = body.Text("fromStep"),
            Inputs = body["inputs"] switch
            {
                null => new Dictionary<string, InputValue>(),
                JsonObject given => InputValue.FromJson(given),
                _ => throw new InvalidInputException("inputs", "They are no JSON object.", "Write \"inputs\": {\"notes\": \"…\"}."),
            },
            Version = body.Number("version"),
            Reason = body.Text("reason")?.Trim() ?? "",
        };
        var run = await rerun.ExecuteAsync(ActorAccessor.From(context.User), request, context.RequestAborted);
        return Results.Created($"/api/v1/runs/{run}", await detail.FindAsync(context.Actor(), run, context.RequestAborted));
    }
}
