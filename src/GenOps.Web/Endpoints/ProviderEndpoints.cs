using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>Providers' health, limits, circuits and failover over HTTP.</summary>
internal static class ProviderEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/providers/health", HealthAsync).WithName("readProviderHealth")
            .WithSummary("Per provider and model: calls, failures by kind, latency, circuit, limits; and all calls in doubt.")
            .WithQuery(("hours", "How far back, 1 to 2160; 24 by default.")).Produces<ProviderHealth>();
        api.MapPost("/providers/{name}/limit", LimitAsync).WithName("setProviderLimit").WithSummary("Limits calls to a provider or one of its models, on all nodes.")
            .Accepts<CallLimitBody>("application/json").Produces<JsonObject>();
        api.MapPost("/providers/{name}/circuit/close", CloseAsync).WithName("closeCircuit").WithSummary("Closes an open circuit by hand.")
            .Accepts<CloseCircuitBody>("application/json").Produces<JsonObject>();
        api.MapGet("/providers/failover", FailoverAsync).WithName("readFailover")
            .WithSummary("Per tier: who is asked first, who answers instead and who never does; and whether the earlier providers take part.").Produces<FailoverState>();
        api.MapPost("/providers/failover", AnswerAsync).WithName("answerFailover").WithSummary("Answers whether the earlier providers take part in failover within a tier.")
            .Accepts<AnswerFailoverBody>("application/json").Produces<FailoverState>();
        api.MapPost("/providers/{name}/place", PlaceAsync).WithName("placeProvider").WithSummary("Sets a provider's place in its tiers, and whether it never answers for another.")
            .Accepts<PlaceProviderBody>("application/json").Produces<FailoverState>();
    }

    private static async Task<IResult> HealthAsync(HttpContext context, ProviderHealthQuery health, TimeProvider clock)
    {
        context.Actor().RequireReading(ReadArea.Providers);
        var from = clock.GetUtcNow().UtcDateTime.AddHours(-context.Request.Number("hours", 24, 1, 2160));
        return Results.Ok(await health.ReadAsync(context.Actor(), from, context.RequestAborted));
    }

    private static async Task<IResult> LimitAsync(string name, HttpContext context, SetCallLimit set)
    {
        var body = await RequestBody.ReadObjectAsync(context);
        var request = new CallLimitRequest
        {
            Provider = name,
            Model = body.Text("model") ?? "",
            AtOnce = (int?)Figure(body, "atOnce"),
            RequestsPerMinute = (int?)Figure(body, "requestsPerMinute"),
            TokensPerMinute = Figure(body, "tokensPerMinute"),
        };
        await set.ExecuteAsync(ActorAccessor.From(context.User), request, context.RequestAborted);
        return Results.Json(new { provider = name, model = request.Model });
    }

    private static async Task<IResult> CloseAsync(string name, HttpContext context, CloseCircuit close)
    {
        var model = (await RequestBody.ReadObjectAsync(context)).RequiredText("model");
        await close.ExecuteAsync(ActorAccessor.From(context.User), name, model, context.RequestAborted);
        return Results.Json(new { provider = name, model });
    }

    private static async Task<IResult> FailoverAsync(HttpContext context, FailoverQuery failover) =>
        Results.Ok(await failover.ReadAsync(ActorAccessor.From(context.User), context.RequestAborted));

    private static async Task<IResult> AnswerAsync(HttpContext context, AnswerFailover answer, FailoverQuery failover)
    {
        var body = await RequestBody.ReadObjectAsync(context);
        if (body["answer"] is null) throw new InvalidInputException("answer", "It is missing.", "Write \"answer\": true or false.");
        await answer.ExecuteAsync(ActorAccessor.From(context.User), body.Flag("answer"), context.RequestAborted);
        return await FailoverAsync(context, failover);
    }

    private static async Task<IResult> PlaceAsync(string name, HttpContext context, PlaceProvider place, FailoverQuery failover)
    {
        var body = await RequestBody.ReadObjectAsync(context);
        var wanted = new ProviderPlace(body["neverFallback"] is null ? null : body.Flag("neverFallback"), body.Number("order"));
        await place.ExecuteAsync(ActorAccessor.From(context.User), name, wanted, context.RequestAborted);
        return await FailoverAsync(context, failover);
    }

    private static long? Figure(JsonObject body, string field) => body[field] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<long>(out var number) && number is >= 0 and <= int.MaxValue => number,
        _ => throw new InvalidInputException(field, "It is no whole number.", $"Write \"{field}\": 60, or leave it out for no limit."),
    };
}
