using GenOps.Core;
using GenOps.Core.Alerts;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>What mutes an alert.</summary>
/// <param name="Until">A time within the next 30 days, UTC.</param>
/// <param name="Reason">For whoever wonders why nobody was called.</param>
public sealed record MuteAlertBody(string Until, string Reason);

/// <summary>Alerts over HTTP.</summary>
internal static class AlertEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/alerts", ListAsync).WithName("listAlerts").WithSummary("Lists alerts, open ones first.")
            .WithQuery(("state", "open (default) or all.")).Produces<ListPage<AlertRow>>();
        api.MapPost("/alerts/{id}/acknowledge", AcknowledgeAsync).WithName("acknowledgeAlert").WithSummary("Says that the caller sees to it.").Produces<AlertRow>();
        api.MapPost("/alerts/{id}/mute", MuteAsync).WithName("muteAlert").WithSummary("Keeps this trouble quiet for a time.")
            .Accepts<MuteAlertBody>("application/json").Produces<AlertRow>();
        api.MapPost("/alerts/{id}/unmute", UnmuteAsync).WithName("unmuteAlert").WithSummary("Ends a mute before its time.").Produces<AlertRow>();
    }

    private static async Task<IResult> ListAsync(HttpContext context, AlertQuery query)
    {
        var all = context.Request.Text("state") switch
        {
            null or "open" => false,
            "all" => true,
            _ => throw new InvalidInputException("state", "There is no such state.", "Choose open or all."),
        };
        var rows = await query.ReadAsync(context.Actor(), all, context.RequestAborted);
        return Results.Ok(new ListPage<AlertRow>(rows, rows.Count, null));
    }

    private static async Task<IResult> AcknowledgeAsync(string id, HttpContext context, AcknowledgeAlert acknowledge, AlertQuery query)
    {
        await acknowledge.ExecuteAsync(ActorAccessor.From(context.User), Key(id), context.RequestAborted);
        return await AnswerAsync(id, context, query);
    }

    private static async Task<IResult> MuteAsync(string id, HttpContext context, MuteAlert mute, AlertQuery query)
    {
        var body = await RequestBody.ReadObjectAsync(context);
        var until = RequestQuery.Moment(context, "until", body.RequiredText("until"));
        await mute.ExecuteAsync(ActorAccessor.From(context.User), Key(id), until, body.RequiredText("reason"), context.RequestAborted);
        return await AnswerAsync(id, context, query);
    }

    private static async Task<IResult> UnmuteAsync(string id, HttpContext context, UnmuteAlert unmute, AlertQuery query)
    {
        await unmute.ExecuteAsync(ActorAccessor.From(context.User), Key(id), context.RequestAborted);
        return await AnswerAsync(id, context, query);
    }

    private static AlertId Key(string id) => RequestQuery.Key<AlertId>("id", id);

    private static async Task<IResult> AnswerAsync(string id, HttpContext context, AlertQuery query) =>
        Results.Ok((await query.ReadAsync(context.Actor(), alsoResolved: true, context.RequestAborted)).First(a => a.Id == Key(id)));
}
