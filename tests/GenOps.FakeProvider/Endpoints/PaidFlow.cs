using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.FakeProvider.Bills;
using GenOps.FakeProvider.Faults;

namespace GenOps.FakeProvider.Endpoints;

/// <summary>One request to a paid endpoint, read and found well formed.</summary>
/// <param name="Body">The request.</param>
/// <param name="Model">The model asked for.</param>
/// <param name="Hash">Lower-case hex SHA-256 of the body as sent.</param>
/// <param name="Key">The idempotency key; null for none.</param>
public sealed record PaidRequest(JsonElement Body, string Model, string Hash, string? Key);

/// <summary>What differs between the paid endpoints.</summary>
public interface IPaidEndpoint
{
    /// <summary>The word in bills and faults.</summary>
    string Name { get; }

    /// <summary>Why the request is refused with 400; null when it is fine.</summary>
    string? Problem(JsonElement body);

    /// <summary>Makes the whole answer, with its id and the true usage in it.</summary>
    JsonElement Answer(PaidRequest request, string id, DateTime at, Fault? fault);

    /// <summary>Sends an answer in the form the request asked for.</summary>
    Task SendAsync(HttpContext context, PaidRequest request, JsonElement answer, Fault? fault);
}

/// <summary>The order of things at a paid endpoint: refuse, bill, work, answer.</summary>
public static class PaidFlow
{
    /// <summary>Serves one request.</summary>
    public static async Task ServeAsync(HttpContext context, FakeState state, IPaidEndpoint endpoint)
    {
        state.Count();
        if (await Refusal.LacksKeyAsync(context, state))
            return;
        using var raw = new MemoryStream();
        await context.Request.Body.CopyToAsync(raw, context.RequestAborted);
        var fault = state.Faults.Next(endpoint.Name, Encoding.UTF8.GetString(raw.ToArray()));
        if (fault is { Bills: false })
        {
            await FaultAnswer.SendAsync(context, state, fault, answer: null);
            return;
        }

        if (await ReadAsync(context, raw.ToArray(), endpoint) is not { } request || !await ModelsEndpoint.ServesAsync(context, request.Model))
            return;
        if (await BillAsync(context, state, endpoint, request, fault) is not { } bill)
            return;

        await state.WorkAsync(context.RequestAborted);
        if (fault is not null && FaultAnswer.Replaces(fault))
            await FaultAnswer.SendAsync(context, state, fault, bill.Answer);
        else
            await endpoint.SendAsync(context, request, bill.Answer, fault);
    }

    private static async Task<PaidRequest?> ReadAsync(HttpContext context, byte[] raw, IPaidEndpoint endpoint)
    {
        JsonElement body;
        try
        {
            body = JsonSerializer.Deserialize<JsonElement>(raw);
        }
        catch (JsonException broken)
        {
            await Refusal.WriteAsync(context, 400, "We could not parse the JSON body of your request: " + broken.Message);
            return null;
        }

        var problem = body.ValueKind == JsonValueKind.Object ? endpoint.Problem(body) : "The body must be an object.";
        if (problem is not null)
        {
            await Refusal.WriteAsync(context, 400, problem);
            return null;
        }

        return new PaidRequest(
            body,
            Text(body, "model") ?? "",
            Convert.ToHexStringLower(SHA256.HashData(raw)),
            context.Request.Headers["Idempotency-Key"] is [{ Length: > 0 } key, ..] ? key : null);
    }

    /// <summary>Writes the bill, or finds the one of the same key; null when the request was refused.</summary>
    private static async Task<Bill?> BillAsync(HttpContext context, FakeState state, IPaidEndpoint endpoint, PaidRequest request, Fault? fault)
    {
        using var pass = await state.Bills.EnterAsync(request.Key ?? Guid.NewGuid().ToString(), context.RequestAborted);
        if (state.Settings.Idempotent == true && request.Key is { } key && state.Bills.FindByKey(key) is { } known)
        {
            if (known.RequestHash == request.Hash)
                return known;
            await Refusal.WriteAsync(context, 409, "The idempotency key was used with another request.", "idempotency_conflict");
            return null;
        }

        var at = state.Time.GetUtcNow().UtcDateTime;
        var id = (endpoint.Name == "chat" ? "chatcmpl-" : "img-") + Guid.CreateVersion7().ToString("N");
        var answer = Saying(endpoint.Answer(request, id, at, fault), state.Settings.Say);
        var bill = new Bill
        {
            Id = id,
            At = at,
            IdempotencyKey = request.Key,
            Metadata = Metadata(request.Body),
            Model = request.Model,
            Endpoint = endpoint.Name,
            Usage = answer.GetProperty("usage"),
            RequestHash = request.Hash,
            Stored = endpoint.Name == "chat" && state.Settings.LookUp == true
                && request.Body.TryGetProperty("store", out var store) && store.ValueKind == JsonValueKind.True,
            Answer = answer,
        };
        state.Bills.Write(bill);
        return bill;
    }

    private static JsonElement Saying(JsonElement answer, JsonObject? instead)
    {
        if (instead is null)
            return answer;
        var said = JsonObject.Create(answer)!;
        foreach (var (name, value) in instead)
            said[name] = value?.DeepClone();
        return JsonSerializer.SerializeToElement(said, FakeJson.Options);
    }

    private static Dictionary<string, string> Metadata(JsonElement body) =>
        body.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
            ? metadata.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.ToString())
            : [];

    /// <summary>A string member of the request; null when it is missing or no string.</summary>
    public static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
