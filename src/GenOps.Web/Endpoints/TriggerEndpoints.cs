using System.Buffers;
using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Starts.Triggers;
using GenOps.Web.Auth;
using GenOps.Web.Http;
using Microsoft.Extensions.Options;

namespace GenOps.Web.Endpoints;

/// <summary>What makes a trigger.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Name">For people.</param>
/// <param name="Kind"><c>webhook</c> or <c>folder</c>.</param>
/// <param name="Money"><c>live</c> (default) or <c>sandbox</c>.</param>
/// <param name="Inputs">What all its runs share.</param>
/// <param name="Mapping">For a webhook: input → dotted path of a JSON field; <c>$</c> for the whole body.</param>
/// <param name="Folder">For a folder: its path below the root of watched folders.</param>
/// <param name="FileInput">For a folder: the input that takes the file.</param>
/// <param name="SettleSeconds">For a folder: how long a file stands still, 1 to 3600; 5 by default.</param>
public sealed record TriggerBody(
    string Pipeline, string Name, string Kind, string? Money, JsonObject? Inputs, JsonObject? Mapping, string? Folder, string? FileInput, int? SettleSeconds);

/// <summary>A trigger just made or given a new secret.</summary>
/// <param name="Trigger">The trigger.</param>
/// <param name="Secret">What requests are signed with, told this once; null for a folder.</param>
public sealed record MadeTrigger(TriggerRow Trigger, string? Secret);

/// <summary>Triggers over HTTP; and the way in for webhooks, which bring a signature instead of a key.</summary>
internal static class TriggerEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/triggers", ListAsync).WithName("listTriggers").WithSummary("Lists triggers by name, with what came in last.").Produces<ListPage<TriggerRow>>();
        api.MapGet("/triggers/{id}", async (string id, HttpContext context, TriggerQuery query) => Results.Ok(await FindAsync(Key(id), context, query)))
            .WithName("readTrigger").WithSummary("A trigger and what came in last.").Produces<TriggerRow>();
        api.MapPost("/triggers", MakeAsync).WithName("addTrigger").WithSummary("Makes a trigger; a webhook's secret is told this once.")
            .Accepts<TriggerBody>("application/json").Produces<MadeTrigger>(StatusCodes.Status201Created);
        api.MapPost("/triggers/{id}/enable", (string id, HttpContext context, EnableTrigger enable, TriggerQuery query) => SwitchAsync(id, true, context, enable, query))
            .WithName("enableTrigger").WithSummary("Lets a trigger start runs again.").Produces<TriggerRow>();
        api.MapPost("/triggers/{id}/disable", (string id, HttpContext context, EnableTrigger enable, TriggerQuery query) => SwitchAsync(id, false, context, enable, query))
            .WithName("disableTrigger").WithSummary("Keeps a trigger from starting runs.").Produces<TriggerRow>();
        api.MapPost("/triggers/{id}/rotate", RotateAsync).WithName("rotateTrigger").WithSummary("Gives a webhook a new secret, told this once.").Produces<MadeTrigger>();
        api.MapDelete("/triggers/{id}", RemoveAsync).WithName("removeTrigger").WithSummary("Removes a trigger; its runs stay.").Produces<TriggerRow>();
        // The signature stands for the key; a sender outside has no other way to prove itself.
        api.MapPost("/triggers/{id}", TakeAsync).AllowAnonymous().WithName("sendToTrigger")
            .WithSummary("A webhook: starts a run. Needs X-GenOps-Timestamp, X-GenOps-Signature (sha256=HMAC of timestamp, a dot and the body) and, to be idempotent, X-GenOps-Delivery.")
            .Accepts<JsonObject>("application/json").Produces<WebhookTaken>(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ListAsync(HttpContext context, TriggerQuery query)
    {
        var rows = await query.ReadAsync(context.Actor(), context.RequestAborted);
        return Results.Ok(new ListPage<TriggerRow>(rows, rows.Count, null));
    }

    private static async Task<IResult> MakeAsync(HttpContext context, SaveTrigger save, TriggerQuery query)
    {
        var body = await RequestBody.ReadObjectAsync(context);
        var request = new SaveTriggerRequest
        {
            Pipeline = body.RequiredText("pipeline"),
            Name = body.RequiredText("name"),
            Kind = RequestQuery.Word<TriggerKind>("kind", body.RequiredText("kind"))!.Value,
            Money = RequestQuery.Word<MoneyMode>("money", body.Text("money")) ?? MoneyMode.Live,
            Inputs = body["inputs"]?.DeepClone() as JsonObject ?? [],
            Mapping = MappingOf(body),
            Folder = body.Text("folder") ?? "",
            FileInput = body.Text("fileInput") ?? "",
            SettleSeconds = body.Number("settleSeconds") ?? SaveTrigger.DefaultSettle,
        };
        var made = await save.ExecuteAsync(ActorAccessor.From(context.User), request, context.RequestAborted);
        return Results.Created($"/api/v1/triggers/{made.Id}", new MadeTrigger(await FindAsync(made.Id, context, query), made.Secret));
    }

    private static async Task<IResult> SwitchAsync(string id, bool enabled, HttpContext context, EnableTrigger enable, TriggerQuery query)
    {
        await enable.ExecuteAsync(ActorAccessor.From(context.User), Key(id), enabled, context.RequestAborted);
        return Results.Ok(await FindAsync(Key(id), context, query));
    }

    private static async Task<IResult> RotateAsync(string id, HttpContext context, RotateTriggerSecret rotate, TriggerQuery query)
    {
        var secret = await rotate.ExecuteAsync(ActorAccessor.From(context.User), Key(id), context.RequestAborted);
        return Results.Ok(new MadeTrigger(await FindAsync(Key(id), context, query), secret));
    }

    private static async Task<IResult> RemoveAsync(string id, HttpContext context, RemoveTrigger remove, TriggerQuery query)
    {
        var gone = await FindAsync(Key(id), context, query);
        await remove.ExecuteAsync(ActorAccessor.From(context.User), gone.Id, context.RequestAborted);
        return Results.Ok(gone);
    }

    private static async Task<IResult> TakeAsync(string id, HttpContext context, TakeWebhook take)
    {
        var headers = context.Request.Headers;
        var delivery = headers["X-GenOps-Delivery"].ToString();
        if (delivery.Length > 200) throw new InvalidInputException("X-GenOps-Delivery", "It is longer than 200 characters.", "Send a shorter id.");
        var request = new WebhookRequest(
            headers["X-GenOps-Timestamp"].ToString(), headers["X-GenOps-Signature"].ToString(), delivery.Length > 0 ? delivery : null, await BytesAsync(context));
        try
        {
            return Results.Json(await take.ExecuteAsync(Key(id), request, context.RequestAborted), ApiJson.Options, statusCode: StatusCodes.Status202Accepted);
        }
        catch (SignatureRefusedException e)
        {
            return Results.Problem(statusCode: StatusCodes.Status401Unauthorized, title: "Not signed right", detail: e.Message);
        }
    }

    /// <summary>Of a stranger until the signature is checked, so that a long body is not read to its end.</summary>
    private static async Task<byte[]> BytesAsync(HttpContext context)
    {
        var most = context.RequestServices.GetRequiredService<IOptions<InputLimits>>().Value.WebhookBytes;
        using var kept = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (kept.Length + read > most) throw new BodyTooLargeException(most, nameof(InputLimits.WebhookBytes));
            kept.Write(buffer, 0, read);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return kept.ToArray();
    }

    private static Dictionary<string, string> MappingOf(JsonObject body) => body["mapping"] switch
    {
        null => [],
        JsonObject fields => fields.ToDictionary(f => f.Key, f => f.Value?.ToString() ?? ""),
        _ => throw new InvalidInputException("mapping", "It is no JSON object.", "Write \"mapping\": {\"notes\": \"release.body\"}."),
    };

    private static TriggerId Key(string id) => RequestQuery.Key<TriggerId>("id", id);

    private static async Task<TriggerRow> FindAsync(TriggerId id, HttpContext context, TriggerQuery query) =>
        await query.FindAsync(context.Actor(), id, context.RequestAborted) ?? throw new NotFoundException($"There is no trigger {id}; somebody may have removed it.");
}
