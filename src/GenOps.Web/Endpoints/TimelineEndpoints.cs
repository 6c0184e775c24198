using GenOps.Core;
using GenOps.Core.Desk.Runs;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>Where the time of a run went, over HTTP.</summary>
internal static class TimelineEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/runs/{id}/timeline", ReadAsync).WithName("readRunTimeline").WithSummary("Where the time of a run went: queue, lease, waits, execution and people, by step.")
            .Produces<RunTimeline>();

    private static async Task<IResult> ReadAsync(string id, HttpContext context, RunDetailQuery runs, RunTimelineQuery timelines)
    {
        var run = await runs.FindAsync(context.Actor(), RequestQuery.Key<RunId>("id", id), context.RequestAborted) ?? throw new NotFoundException($"There is no run {id}.");
        return Results.Ok(await timelines.OfAsync(context.Actor(), run, context.RequestAborted));
    }
}
