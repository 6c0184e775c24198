using System.Text.Json;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>Reads the events of a streamed answer into what an unstreamed one would say.</summary>
internal sealed class StreamedAnswer
{
    private readonly JoinedText text = new();
    private readonly JoinedText refusal = new();
    private string? id;
    private string? model;
    private string? tier;
    private string? finish;
    private string? error;
    private JsonElement? usage;
    private bool done;
    private bool broken;

    /// <summary>What the events say, and what is wrong with them.</summary>
    public static ChatAnswerParts Read(byte[] body)
    {
        var answer = new StreamedAnswer();
        foreach (var data in EventStream.Read(body))
        {
            if (EventStream.IsDone(data)) answer.done = true;
            else if (data.Length > 0) answer.Take(data);
        }

        return answer.Parts();
    }

    private void Take(byte[] data)
    {
        try
        {
            using var document = Json.ParseDocument(data);
            if (document.RootElement.ValueKind == JsonValueKind.Object) Take(document.RootElement);
        }
        catch (JsonException)
        {
            broken = true;
        }
    }

    private void Take(JsonElement chunk)
    {
        if (chunk.TryGetProperty("error", out var said) && said.ValueKind != JsonValueKind.Null)
            error = JoinedText.Of(said, "message") ?? JoinedText.Of(said) ?? JoinedText.Written(said);
        id ??= JoinedText.Of(chunk, "id");
        model ??= ChatAnswerReader.NameIn(chunk, "model");
        tier ??= ChatAnswerReader.NameIn(chunk, "service_tier");
        // Some repeat the count so far in each event; the last one is the whole.
        if (chunk.TryGetProperty("usage", out var counted) && counted.ValueKind == JsonValueKind.Object) usage = counted.Clone();
        if (!chunk.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0) return;
        var choice = choices[0];
        if (JoinedText.Of(choice, "finish_reason") is { Length: > 0 } reason) finish = reason;
        if (choice.ValueKind != JsonValueKind.Object || !choice.TryGetProperty("delta", out var delta) || delta.ValueKind != JsonValueKind.Object) return;
        if (delta.TryGetProperty("content", out var content)) Add(content);
        if (delta.TryGetProperty("refusal", out var refused) && refused.ValueKind == JsonValueKind.String) refusal.Add(refused);
    }

    private void Add(JsonElement content)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                text.Add(content);
                break;
            case JsonValueKind.Array:
                foreach (var part in content.EnumerateArray())
                {
                    if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var said)) Add(said);
                }

                break;
            case not JsonValueKind.Null:
                broken = true;
                break;
        }
    }

    private ChatAnswerParts Parts()
    {
        var whole = text.Take(out var wellFormed);
        return new ChatAnswerParts
        {
            Id = id,
            Model = model,
            ServiceTier = tier ?? (usage is { } told ? ChatAnswerReader.NameIn(told, "service_tier") : null),
            Text = text.IsAny ? whole : null,
            Refusal = refusal.IsAny ? refusal.Take(out _) : null,
            FinishReason = finish,
            Usage = usage,
            Problem = error is not null ? "The provider broke the stream off: " + AnswerText.Excerpt(error)
                : broken ? "An event of the stream is not what a chat completion sends, so that a part of the answer may be missing."
                : !done && finish is null ? "The stream ended before the answer did."
                : wellFormed ? null : ChatAnswerReader.NotText,
        };
    }
}
