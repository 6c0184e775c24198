using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Levers;
using GenOps.Core.Levers.Holds;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>Pauses over HTTP, and calls in doubt, which pause their step until somebody decides.</summary>
internal static class HoldEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/holds", async (HttpContext context, HoldListQuery holds) => Results.Ok(new HoldList(await holds.ReadAsync(context.Actor(), context.RequestAborted))))
            .WithName("listHolds").WithSummary("Lists the pauses in force.").Produces<HoldList>();
        Pair(api, "/runs/{id}", "Run", "A run stops at its next step.", (c, _) => Task.FromResult<HoldTarget>(new HoldTarget.OfRun(RunOf(c))));
        Pair(api, "/runs/{id}/steps/{step}", "Step", "A run stops before a step, also one it has not reached yet.",
            (c, _) => Task.FromResult<HoldTarget>(new HoldTarget.OfStep(RunOf(c), Segment(c, "step"))));
        Pair(api, "/pipelines/{name}", "Pipeline", "A pipeline takes no new runs; its active ones stop at their next step, unless runsUnderWay is false.",
            async (c, all) => new HoldTarget.OfPipeline(await c.RequestServices.GetRequiredService<PipelineOverviewQuery>().KeyOfAsync(c.Actor(), Segment(c, "name"), c.RequestAborted), all));
        Pair(api, "/providers/{name}", "Provider", "No call goes to a provider; calls under way are finished.",
            (c, _) => Task.FromResult<HoldTarget>(new HoldTarget.OfProvider(Segment(c, "name"))));
        api.MapPost("/calls/{id}/settle", SettleAsync).WithName("settleCall").WithSummary("Decides what becomes of a call in doubt.")
            .Accepts<SettleBody>("application/json").Produces<RunDetail>();
    }

    private static void Pair(
        IEndpointRouteBuilder api, string path, string noun, string summary, Func<HttpContext, bool, Task<HoldTarget>> target)
    {
        api.MapPost($"{path}/pause", async (HttpContext context, PlaceHold place, HoldListQuery holds) =>
        {
            var actor = ActorAccessor.From(context.User);
            actor.Require(Roles.Operator);
            var body = await RequestBody.ReadObjectAsync(context);
            var what = await target(context, body.Flag("runsUnderWay", fallback: true));
            await place.ExecuteAsync(actor, what, body.Text("reason") ?? "", body.Time(context, "until"), context.RequestAborted);
            return Results.Ok(new HoldList(await holds.ReadAsync(context.Actor(), context.RequestAborted)));
        }).WithName($"pause{noun}").WithSummary(summary).Accepts<PauseBody>("application/json").Produces<HoldList>();
        api.MapPost($"{path}/resume", async (HttpContext context, ReleaseHold release, HoldListQuery holds) =>
        {
            var actor = ActorAccessor.From(context.User);
            actor.Require(Roles.Operator);
            var body = await RequestBody.ReadObjectAsync(context);
            await release.ExecuteAsync(actor, await target(context, true), body.Text("reason")?.Trim() ?? "", context.RequestAborted);
            return Results.Ok(new HoldList(await holds.ReadAsync(context.Actor(), context.RequestAborted)));
        }).WithName($"resume{noun}").WithSummary("Ends the pause; what waited goes on. What a budget or a call in doubt keeps is refused with what helps.")
            .Accepts<ResumeBody>(isOptional: true, "application/json").Produces<HoldList>();
    }

    private static async Task<IResult> SettleAsync(string id, HttpContext context, SettleDoubt settle, CallRunQuery runs, RunDetailQuery detail)
    {
        var key = RequestQuery.Key<ModelCallId>("id", id);
        var body = await RequestBody.ReadObjectAsync(context);
        var decision = RequestQuery.Word<DoubtDecision>("decision", body.RequiredText("decision"))!.Value;
        await settle.ExecuteAsync(ActorAccessor.From(context.User), key, decision, context.RequestAborted);
        return Results.Ok(await detail.FindAsync(context.Actor(), await runs.RunOfAsync(context.Actor(), key, context.RequestAborted), context.RequestAborted));
    }

    private static RunId RunOf(HttpContext context) => RequestQuery.Key<RunId>("id", Segment(context, "id"));

    private static string Segment(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;
}
