using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.FakeProvider.Answers;
using GenOps.FakeProvider.Faults;

namespace GenOps.FakeProvider.Endpoints;

/// <summary><c>/v1/chat/completions</c>: create, list by metadata, read one.</summary>
public sealed class ChatEndpoint : IPaidEndpoint
{
    /// <inheritdoc />
    public string Name => "chat";

    /// <inheritdoc />
    public string? Problem(JsonElement body)
    {
        if (!body.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
            return "Missing required parameter: 'messages'.";
        if (MaxTokens(body) < 1)
            return "Invalid value for the maximum of tokens: it must be at least 1.";
        if (body.TryGetProperty("metadata", out _) && !(body.TryGetProperty("store", out var store) && store.ValueKind == JsonValueKind.True))
            return "The 'metadata' parameter is only allowed when 'store' is enabled.";
        return Schema(body) is { } schema && StrictFormat(body) ? StrictSchemaRule.Problem(schema) : null;
    }

    /// <inheritdoc />
    public JsonElement Answer(PaidRequest request, string id, DateTime at, Fault? fault)
    {
        var prompt = ChatPrompt.Read(request.Body);
        var (text, finish) = Draft(prompt, Schema(request.Body), fault);
        var usage = ChatUsage.Count(prompt, text, MaxTokens(request.Body), out var kept);
        var cut = kept.Length < text.Length;
        return JsonSerializer.SerializeToElement(
            new JsonObject
            {
                ["id"] = id,
                ["object"] = "chat.completion",
                ["created"] = new DateTimeOffset(at).ToUnixTimeSeconds(),
                ["model"] = request.Model,
                ["choices"] = new JsonArray(new JsonObject
                {
                    ["index"] = 0,
                    ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = kept, ["refusal"] = null },
                    ["logprobs"] = null,
                    ["finish_reason"] = cut ? "length" : finish,
                }),
                ["usage"] = usage,
                ["service_tier"] = "default",
            },
            FakeJson.Options);
    }

    /// <inheritdoc />
    public Task SendAsync(HttpContext context, PaidRequest request, JsonElement answer, Fault? fault)
    {
        var said = UsageFault.Apply(answer, fault);
        if (request.Body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True)
            return ChatStream.SendAsync(context, request.Body, said, cut: fault?.Kind is FaultKind.CutStream or FaultKind.CutBody);
        if (fault?.Kind is FaultKind.CutBody or FaultKind.CutStream)
            return FaultAnswer.CutAsync(context, said.ToJsonString(FakeJson.Options));
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(said.ToJsonString(FakeJson.Options), context.RequestAborted);
    }

    private static (string Text, string Finish) Draft(ChatPrompt prompt, JsonElement? schema, Fault? fault) => fault?.Kind switch
    {
        FaultKind.Empty => ("", "stop"),
        FaultKind.NotJson => ("I am afraid I can only answer in prose here.", "stop"),
        FaultKind.InvalidJson when schema is not null => ("""{"unexpected":["nothing","of","the","schema"]}""", "stop"),
        FaultKind.InvalidJson => ("I am afraid I can only answer in prose here.", "stop"),
        FaultKind.CutByLength => (Half(Good(prompt, schema)), "length"),
        _ => (Good(prompt, schema), "stop"),
    };

    private static string Good(ChatPrompt prompt, JsonElement? schema) =>
        schema is { } asked ? SchemaAnswer.Fill(asked, prompt.Last) : ProseAnswer.Write(prompt.Last);

    private static string Half(string text) => text[..(text.Length / 2)];

    private static int MaxTokens(JsonElement body)
    {
        foreach (var name in (string[])["max_completion_tokens", "max_tokens"])
        {
            if (body.TryGetProperty(name, out var value) && value.TryGetInt32(out var most))
                return most;
        }

        return int.MaxValue;
    }

    private static JsonElement? Schema(JsonElement body) =>
        body.TryGetProperty("response_format", out var format)
        && format.TryGetProperty("json_schema", out var wrapper)
        && wrapper.TryGetProperty("schema", out var schema)
            ? schema
            : null;

    private static bool StrictFormat(JsonElement body) =>
        body.GetProperty("response_format").GetProperty("json_schema").TryGetProperty("strict", out var strict)
        && strict.ValueKind == JsonValueKind.True;
}
