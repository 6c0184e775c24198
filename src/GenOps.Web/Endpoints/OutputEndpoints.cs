using GenOps.Core;
using GenOps.Core.Outputs;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>What takes an output back.</summary>
/// <param name="Reason">What is wrong with it.</param>
public sealed record WithdrawBody(string Reason);

/// <summary>Outputs over HTTP.</summary>
internal static class OutputEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/outputs/{id}/withdraw", async (string id, HttpContext context, WithdrawOutput withdraw) =>
        {
            var key = RequestQuery.Key<OutputId>("id", id);
            var body = await RequestBody.ReadObjectAsync(context);
            await withdraw.ExecuteAsync(ActorAccessor.From(context.User), key, body.Text("reason") ?? "", context.RequestAborted);
            return Results.Ok(new { id = key, state = OutputState.Withdrawn });
        }).WithName("withdrawOutput").WithSummary("Takes an accepted output back; what was delivered stays where it is.")
            .Accepts<WithdrawBody>("application/json");
}
