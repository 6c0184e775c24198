using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenOps.FakeProvider.Endpoints;

/// <summary>Sends a completion as server-sent events.</summary>
public static class ChatStream
{
    private const int PieceLength = 24;

    /// <summary>Writes the chunks, the usage chunk where it is asked for, and the end; or half of them and no end.</summary>
    public static async Task SendAsync(HttpContext context, JsonElement request, JsonObject completion, bool cut)
    {
        context.Response.ContentType = "text/event-stream";
        var events = Chunks(request, completion).ToList();
        foreach (var chunk in cut ? events[..(events.Count / 2)] : events)
        {
            await context.Response.WriteAsync($"data: {chunk.ToJsonString(FakeJson.Options)}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }

        if (cut)
            await FaultAnswer.AbortAfterSendingAsync(context);
        else
            await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
    }

    private static IEnumerable<JsonObject> Chunks(JsonElement request, JsonObject completion)
    {
        var choice = completion["choices"]![0]!;
        yield return Chunk(completion, new JsonObject { ["role"] = "assistant", ["content"] = "" }, null);
        foreach (var piece in choice["message"]!["content"]!.GetValue<string>().Chunk(PieceLength))
            yield return Chunk(completion, new JsonObject { ["content"] = new string(piece) }, null);
        yield return Chunk(completion, [], choice["finish_reason"]!.GetValue<string>());
        if (request.TryGetProperty("stream_options", out var options)
            && options.TryGetProperty("include_usage", out var wanted) && wanted.ValueKind == JsonValueKind.True
            && completion["usage"] is { } usage)
        {
            var last = Chunk(completion, [], null);
            last["choices"] = new JsonArray();
            last["usage"] = usage.DeepClone();
            yield return last;
        }
    }

    private static JsonObject Chunk(JsonObject completion, JsonObject delta, string? finish) => new()
    {
        ["id"] = completion["id"]!.DeepClone(),
        ["object"] = "chat.completion.chunk",
        ["created"] = completion["created"]!.DeepClone(),
        ["model"] = completion["model"]!.DeepClone(),
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }),
    };
}
