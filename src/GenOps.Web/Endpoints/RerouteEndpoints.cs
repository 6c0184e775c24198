using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Calls;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Levers.Reroutes;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>What leads calls elsewhere. At least one of pipeline, tier and fromProvider narrows it.</summary>
/// <param name="Pipeline">Name of a pipeline.</param>
/// <param name="Step">A step of the pipeline.</param>
/// <param name="Tier"><c>small</c>, <c>standard</c>, <c>frontier</c> or <c>image</c>.</param>
/// <param name="FromProvider">The provider it leads away from.</param>
/// <param name="ToProvider">A configured provider.</param>
/// <param name="ToModel">Its model; left out: the one with which it serves each tier.</param>
/// <param name="RunsUnderWay">True by default; false: only runs started from now on.</param>
/// <param name="Until">When it ends by itself; left out: for good.</param>
/// <param name="Reason">For whoever wonders why calls go there.</param>
public sealed record RerouteBody(
    string? Pipeline, string? Step, string? Tier, string? FromProvider, string ToProvider, string? ToModel, bool? RunsUnderWay, string? Until, string? Reason);

/// <summary>Reroutes, those in force first.</summary>
public sealed record RerouteList(IReadOnlyList<RerouteRow> Items);

/// <summary>Reroutes over HTTP.</summary>
internal static class RerouteEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/reroutes", async (HttpContext context, RerouteListQuery reroutes) =>
                Results.Ok(new RerouteList(await reroutes.ReadAsync(context.Actor(), context.RequestAborted))))
            .WithName("listReroutes").WithSummary("Lists reroutes, those in force first.").Produces<RerouteList>();
        api.MapPost("/reroutes/preview", PreviewAsync).WithName("previewReroute")
            .WithSummary("Tells which pending steps a reroute would touch and how costs would change; nothing is changed.")
            .Accepts<RerouteBody>("application/json").Produces<RerouteForecast>();
        api.MapPost("/reroutes", PlaceAsync).WithName("placeReroute").WithSummary("Leads calls to another provider or model, from the next call on.")
            .Accepts<RerouteBody>("application/json").Produces<RerouteRow>(StatusCodes.Status201Created);
        api.MapPost("/reroutes/{id}/takeback", TakeBackAsync).WithName("takeBackReroute").WithSummary("Ends a reroute, from the next call on.")
            .Accepts<ResumeBody>(isOptional: true, "application/json").Produces<RerouteRow>();
    }

    private static async Task<IResult> PreviewAsync(HttpContext context, PipelineOverviewQuery pipelines, RerouteForecastQuery forecast) =>
        Results.Ok(await forecast.ReadAsync(context.Actor(), await ReadAsync(context, pipelines), context.RequestAborted));

    private static async Task<IResult> PlaceAsync(HttpContext context, PipelineOverviewQuery pipelines, PlaceReroute place, RerouteListQuery reroutes)
    {
        var id = await place.ExecuteAsync(ActorAccessor.From(context.User), await ReadAsync(context, pipelines), context.RequestAborted);
        return Results.Created("/api/v1/reroutes", await FindAsync(id, context, reroutes));
    }

    private static async Task<IResult> TakeBackAsync(string id, HttpContext context, TakeBackReroute takeBack, RerouteListQuery reroutes)
    {
        var key = RequestQuery.Key<RerouteId>("id", id);
        var body = await RequestBody.ReadObjectAsync(context);
        await takeBack.ExecuteAsync(ActorAccessor.From(context.User), key, body.Text("reason")?.Trim() ?? "", context.RequestAborted);
        return Results.Ok(await FindAsync(key, context, reroutes));
    }

    private static async Task<RerouteRow?> FindAsync(RerouteId id, HttpContext context, RerouteListQuery reroutes) =>
        (await reroutes.ReadAsync(context.Actor(), context.RequestAborted)).FirstOrDefault(r => r.Id == id);

    private static async Task<RerouteRequest> ReadAsync(HttpContext context, PipelineOverviewQuery pipelines)
    {
        JsonObject body = await RequestBody.ReadObjectAsync(context);
        return new RerouteRequest
        {
            Pipeline = body.Text("pipeline") is { Length: > 0 } name ? await pipelines.KeyOfAsync(context.Actor(), name, context.RequestAborted) : null,
            Step = body.Text("step") ?? "",
            Tier = RequestQuery.Word<Tier>("tier", body.Text("tier")),
            FromProvider = body.Text("fromProvider") ?? "",
            ToProvider = body.RequiredText("toProvider"),
            ToModel = body.Text("toModel") ?? "",
            RunsUnderWay = body.Flag("runsUnderWay", fallback: true),
            Until = body.Time(context, "until"),
            Reason = body.Text("reason") ?? "",
        };
    }
}
