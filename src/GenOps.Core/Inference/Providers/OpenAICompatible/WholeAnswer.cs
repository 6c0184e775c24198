using System.Text.Json;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>Reads an answer that came as one document.</summary>
internal static class WholeAnswer
{
    /// <summary>What the document says, and what is wrong with it.</summary>
    public static ChatAnswerParts Read(JsonElement root)
    {
        var usage = ChatAnswerReader.Usage(root)?.Clone();
        var parts = new ChatAnswerParts
        {
            Id = JoinedText.Of(root, "id"),
            Model = ChatAnswerReader.NameIn(root, "model"),
            ServiceTier = ChatAnswerReader.NameIn(root, "service_tier") ?? (usage is { } told ? ChatAnswerReader.NameIn(told, "service_tier") : null),
            Usage = usage,
        };
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
            return parts with { Problem = "The provider answered with an error: " + AnswerText.Excerpt(JoinedText.Of(error, "message") ?? JoinedText.Written(error)) };
        if (Choice(root) is not { } choice || !choice.TryGetProperty("message", out var message) || message.ValueKind != JsonValueKind.Object)
            return parts with { Problem = "The answer is JSON, but no chat completion: it has no choices." };
        var text = new JoinedText();
        if (message.TryGetProperty("content", out var content)) Add(text, content);
        var said = text.Take(out var wellFormed);
        return parts with
        {
            Text = text.IsAny ? said : null,
            Refusal = JoinedText.Of(message, "refusal"),
            FinishReason = JoinedText.Of(choice, "finish_reason") is { Length: > 0 } reason ? reason : null,
            Problem = wellFormed ? null : ChatAnswerReader.NotText,
        };
    }

    private static JsonElement? Choice(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object
        && root.TryGetProperty("choices", out var choices)
        && choices.ValueKind == JsonValueKind.Array
        && choices.GetArrayLength() > 0
        && choices[0].ValueKind == JsonValueKind.Object
            ? choices[0]
            : null;

    private static void Add(JoinedText text, JsonElement content)
    {
        if (content.ValueKind == JsonValueKind.String) text.Add(content);
        if (content.ValueKind != JsonValueKind.Array) return;
        foreach (var part in content.EnumerateArray())
        {
            if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var said) && said.ValueKind == JsonValueKind.String) text.Add(said);
        }
    }
}
