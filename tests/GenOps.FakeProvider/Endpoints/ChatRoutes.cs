using System.Text.Json.Nodes;
using GenOps.FakeProvider.Bills;

namespace GenOps.FakeProvider.Endpoints;

/// <summary>The routes of chat completions: create, list by metadata, read one.</summary>
public static class ChatRoutes
{
    private const string Path = "/v1/chat/completions";

    public static void MapChatCompletions(this IEndpointRouteBuilder routes)
    {
        var endpoint = new ChatEndpoint();
        routes.MapPost(Path, (FakeState state, HttpContext context) => PaidFlow.ServeAsync(context, state, endpoint));
        routes.MapGet(Path, ListAsync);
        routes.MapGet(Path + "/{id}", GetAsync);
    }

    private static async Task ListAsync(FakeState state, HttpContext context)
    {
        if (await RefusesAsync(state, context))
            return;
        var query = context.Request.Query;
        var wanted = query.Keys
            .Where(key => key.StartsWith("metadata[", StringComparison.Ordinal) && key.EndsWith(']'))
            .ToDictionary(key => key[9..^1], key => query[key].ToString());
        var found = Visible(state)
            .Where(bill => wanted.All(pair => bill.Metadata.TryGetValue(pair.Key, out var value) && value == pair.Value))
            .Where(bill => query["model"].ToString() is "" or null || bill.Model == query["model"])
            .ToList();
        if (query["order"] == "desc")
            found.Reverse();
        if (query["after"].ToString() is { Length: > 0 } after)
            found = [.. found.SkipWhile(bill => bill.Id != after).Skip(1)];
        var limit = int.TryParse(query["limit"], out var asked) ? Math.Clamp(asked, 1, 100) : 20;
        var page = found.Take(limit).ToList();
        var list = new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. page.Select(Completion)]),
            ["first_id"] = page.FirstOrDefault()?.Id,
            ["last_id"] = page.LastOrDefault()?.Id,
            ["has_more"] = found.Count > page.Count,
        };
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(list.ToJsonString(FakeJson.Options), context.RequestAborted);
    }

    private static async Task GetAsync(string id, FakeState state, HttpContext context)
    {
        if (await RefusesAsync(state, context))
            return;
        if (Visible(state).FirstOrDefault(bill => bill.Id == id) is not { } bill)
        {
            await Refusal.WriteAsync(context, 404, $"No completion with id '{id}'.");
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Completion(bill).ToJsonString(FakeJson.Options), context.RequestAborted);
    }

    private static async Task<bool> RefusesAsync(FakeState state, HttpContext context)
    {
        if (await Refusal.LacksKeyAsync(context, state))
            return true;
        if (state.Faults.Next("list") is { } fault)
        {
            await FaultAnswer.SendAsync(context, state, fault, answer: null);
            return true;
        }

        if (state.Settings.LookUp == true)
            return false;
        await Refusal.WriteAsync(context, 404, "This server stores no completions.");
        return true;
    }

    private static IEnumerable<Bill> Visible(FakeState state)
    {
        var until = state.Time.GetUtcNow().UtcDateTime - TimeSpan.FromMilliseconds(state.Settings.LookUpDelayMs ?? 0);
        return state.Bills.All.Where(bill => bill.Stored && bill.At <= until);
    }

    private static JsonObject Completion(Bill bill)
    {
        var completion = JsonObject.Create(bill.Answer)!;
        completion["metadata"] = new JsonObject(bill.Metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        return completion;
    }
}
