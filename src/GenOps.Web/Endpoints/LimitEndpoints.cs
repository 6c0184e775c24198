using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Delivery;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Levers;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>Runs at once and priorities over HTTP.</summary>
internal static class LimitEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/pipelines/{name}/limits", ReadAsync).WithName("readPipelineLimits").WithSummary("How many runs of a pipeline may be under way at once, and are.")
            .Produces<PipelineLimitsState>();
        api.MapPut("/pipelines/{name}/limits", SetAsync).WithName("setPipelineLimits")
            .WithSummary("Says how many runs of a pipeline may be under way at once, and how urgent new ones are. The others wait, the most urgent first.")
            .Accepts<PipelineLimitsBody>("application/json").Produces<PipelineLimitsState>();
        api.MapPost("/runs/{id}/priority", PriorityAsync).WithName("setRunPriority").WithSummary("Moves a run before or behind others where it waits.")
            .Accepts<RunPriorityBody>("application/json").Produces<RunDetail>();
    }

    private static async Task<IResult> ReadAsync(string name, HttpContext context, PipelineDetailQuery pipelines) =>
        Results.Ok(StateOf(await FindAsync(name, context, pipelines)));

    private static async Task<IResult> SetAsync(string name, HttpContext context, SetPipelineLimits set, PipelineDetailQuery pipelines)
    {
        var actor = ActorAccessor.From(context.User);
        actor.Require(Roles.Operator);
        var body = await RequestBody.ReadObjectAsync(context);
        var pipeline = await FindAsync(name, context, pipelines);
        var limits = new PipelineLimits(
            body.ContainsKey("runsAtOnce") ? body.Number("runsAtOnce") : pipeline.Limits.RunsAtOnce,
            RequestQuery.Word<RunPriority>("priority", body.Text("priority")) ?? pipeline.Limits.Priority);
        await set.ExecuteAsync(actor, pipeline.Id, limits, context.RequestAborted);
        return Results.Ok(StateOf(await FindAsync(name, context, pipelines)));
    }

    private static async Task<IResult> PriorityAsync(string id, HttpContext context, SetRunPriority set, RunDetailQuery detail)
    {
        var key = RequestQuery.Key<RunId>("id", id);
        var body = await RequestBody.ReadObjectAsync(context);
        var priority = RequestQuery.Word<RunPriority>("priority", body.RequiredText("priority"))!.Value;
        await set.ExecuteAsync(ActorAccessor.From(context.User), key, priority, context.RequestAborted);
        return Results.Ok(await detail.FindAsync(context.Actor(), key, context.RequestAborted));
    }

    private static async Task<PipelineDetail> FindAsync(string name, HttpContext context, PipelineDetailQuery pipelines) =>
        await pipelines.FindAsync(context.Actor(), name, context.RequestAborted)
        ?? throw new NotFoundException($"There is no pipeline '{name}'. See the list under Pipelines, or 'genops pipeline list'.");

    private static PipelineLimitsState StateOf(PipelineDetail pipeline) =>
        new(pipeline.Limits.RunsAtOnce, pipeline.Limits.Priority, pipeline.UnderWay, pipeline.Waiting);
}
