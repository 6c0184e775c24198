using GenOps.Core;
using GenOps.Core.Outbound;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>What may be connected to inside the network.</summary>
/// <param name="Target">As <c>10.0.0.5:8080</c>, or an address of the web.</param>
/// <param name="Reason">For whoever checks what is allowed.</param>
public sealed record AllowOutboundBody(string Target, string Reason);

/// <summary>Where GenOps may connect to inside the network, over HTTP.</summary>
internal static class OutboundEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/outbound", async (HttpContext context, OutboundQuery outbound) =>
                Results.Ok(await outbound.ReadAsync(context.Actor(), context.RequestAborted)))
            .WithName("readOutbound").WithSummary("Where GenOps may connect to inside the network: what is allowed, and what the configuration names.").Produces<OutboundPicture>();
        api.MapPost("/outbound/allowances", AllowAsync).WithName("allowOutbound")
            .WithSummary("Allows connections to one host and port that is not on the public internet; administrators only.")
            .Accepts<AllowOutboundBody>("application/json").Produces<OutboundAllowanceRow>(StatusCodes.Status201Created);
        api.MapPost("/outbound/allowances/{id}/end", EndAsync).WithName("endOutbound").WithSummary("Ends an allowance, from the next request on; administrators only.")
            .Produces<OutboundAllowanceRow>();
    }

    private static async Task<IResult> AllowAsync(HttpContext context, AllowOutbound allow, OutboundQuery outbound)
    {
        var actor = ActorAccessor.From(context.User);
        var body = await RequestBody.ReadObjectAsync(context);
        var id = await allow.ExecuteAsync(actor, body.Text("target") ?? "", body.Text("reason") ?? "", context.RequestAborted);
        return Results.Json((await outbound.ReadAsync(actor, context.RequestAborted)).Allowances.Single(a => a.Id == id), ApiJson.Options, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> EndAsync(string id, HttpContext context, EndOutbound end, OutboundQuery outbound)
    {
        var actor = ActorAccessor.From(context.User);
        var key = RequestQuery.Key<OutboundAllowanceId>("id", id);
        await end.ExecuteAsync(actor, key, context.RequestAborted);
        return Results.Ok((await outbound.ReadAsync(actor, context.RequestAborted)).Allowances.Single(a => a.Id == key));
    }
}
