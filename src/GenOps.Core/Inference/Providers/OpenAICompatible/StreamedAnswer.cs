using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>Puts the events of a streamed answer together into the one document an unstreamed answer would be.</summary>
internal static class StreamedAnswer
{
    /// <summary>The document, UTF-8 JSON.</summary>
    /// <exception cref="AnswerCutException">The stream ended before the model did, or reported an error.</exception>
    public static byte[] Assemble(byte[] events)
    {
        var draft = new Draft();
        try
        {
            using var stream = new MemoryStream(events);
            foreach (var item in SseParser.Create(stream).Enumerate())
            {
                if (item.Data == "[DONE]")
                    draft.Done = true;
                else if (item.Data.Length > 0)
                    draft.Take(JsonNode.Parse(item.Data) as JsonObject);
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or FormatException)
        {
            throw new AnswerCutException(events, broken);
        }

        if (draft.Error is { } error)
            throw new AnswerCutException(events, new IOException("The provider broke the stream off: " + error));
        return draft.Done || draft.FinishReason is not null
            ? draft.ToBytes()
            : throw new AnswerCutException(events, new IOException("The stream ended before the answer did."));
    }

    private sealed class Draft
    {
        private readonly StringBuilder text = new();
        private readonly StringBuilder refusal = new();
        private readonly JsonObject document = new() { ["id"] = null, ["object"] = "chat.completion" };
        private JsonNode? usage;

        public bool Done { get; set; }

        public string? FinishReason { get; private set; }

        public string? Error { get; private set; }

        public void Take(JsonObject? chunk)
        {
            if (chunk is null)
                return;
            if (chunk["error"] is { } error)
                Error = (error as JsonObject)?["message"]?.ToString() ?? error.ToJsonString();
            foreach (var name in (string[])["id", "created", "model", "service_tier", "system_fingerprint"])
            {
                if (document[name] is null && chunk[name] is { } value)
                    document[name] = value.DeepClone();
            }

            // Some repeat the count so far in each event; the last one is the whole.
            if (chunk["usage"] is JsonObject counted)
                usage = counted.DeepClone();
            if (chunk["choices"] is JsonArray { Count: > 0 } choices && choices[0] is JsonObject choice)
            {
                var delta = choice["delta"] as JsonObject;
                text.Append(delta?["content"]?.GetValue<string>());
                refusal.Append(delta?["refusal"]?.GetValue<string>());
                FinishReason = choice["finish_reason"]?.GetValue<string>() ?? FinishReason;
            }
        }

        public byte[] ToBytes()
        {
            document["choices"] = new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["message"] = new JsonObject
                {
                    ["role"] = "assistant",
                    ["content"] = text.ToString(),
                    ["refusal"] = refusal.Length > 0 ? refusal.ToString() : null,
                },
                ["finish_reason"] = FinishReason,
            });
            if (usage is not null)
                document["usage"] = usage;
            return JsonSerializer.SerializeToUtf8Bytes(document);
        }
    }
}
