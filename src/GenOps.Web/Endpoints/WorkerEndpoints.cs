using GenOps.Core.Desk.Operations;
using GenOps.Web.Auth;

namespace GenOps.Web.Endpoints;

/// <summary>Who works, and what waits, over HTTP.</summary>
internal static class WorkerEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/workers", ReadAsync).WithName("readWorkers").WithSummary("The processes that work on runs, and what waits for them.")
            .Produces<WorkersOverview>();

    private static async Task<IResult> ReadAsync(HttpContext context, WorkersQuery workers)
    {
        return Results.Ok(await workers.ReadAsync(context.Actor(), context.RequestAborted));
    }
}
