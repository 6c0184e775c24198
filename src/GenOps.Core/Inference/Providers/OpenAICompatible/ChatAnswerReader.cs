using System.Text;
using System.Text.Json;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>Reads a stored chat answer, whatever it is.</summary>
internal static class ChatAnswerReader
{
    /// <summary>Text, usage and what is wrong with it; never throws for the bytes it is given.</summary>
    public static ModelAnswer Read(CanonicalRequest request, byte[] answer)
    {
        if (!TryParse(answer, out var document, out var problem))
            return Unusable(request, problem!);
        using (document)
        {
            var root = document!.RootElement;
            var (model, tier) = (NameIn(root, "model"), NameIn(root, "service_tier") ?? (Usage(root) is { } told ? NameIn(told, "service_tier") : null));
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
                return Unusable(request, "The provider answered with an error: " + AnswerText.Excerpt(Text(error, "message") ?? error.GetRawText())) with { Model = model, ServiceTier = tier };
            if (Choice(root) is not { } choice || !choice.TryGetProperty("message", out var message) || message.ValueKind != JsonValueKind.Object)
                return Unusable(request, "The answer is JSON, but no chat completion: it has no choices.", root) with { Model = model, ServiceTier = tier };
            var text = Content(message);
            var finish = Text(choice, "finish_reason");
            var asksForJson = ChatRequestText.AsksForJson(request);
            if (asksForJson)
                text = WithoutFence(text);
            var usage = UsageNormaliser.FromText(Usage(root), text is { Length: > 0 })
                ?? UsageNormaliser.Estimate(ChatRequestText.Of(request), text ?? Text(message, "refusal"));
            return new ModelAnswer(text, null, usage, model, finish, Problem(message, text, finish, asksForJson)) { ServiceTier = tier };
        }
    }

    /// <summary>The provider's id of an answer; null for none.</summary>
    public static string? IdOf(byte[] answer)
    {
        if (!TryParse(answer, out var document, out _))
            return null;
        using (document)
            return Text(document!.RootElement, "id");
    }

    /// <summary>A name an answer gives; null for none. Beyond 200 characters it is none.</summary>
    public static string? NameIn(JsonElement element, string name) => Text(element, name) is { Length: > 0 and <= 200 } given ? given : null;

    /// <summary>Parses an answer, or says in plain words why it is none.</summary>
    public static bool TryParse(byte[] answer, out JsonDocument? document, out string? problem)
    {
        document = null;
        problem = null;
        try
        {
            document = JsonDocument.Parse(answer);
            return true;
        }
        catch (JsonException)
        {
            problem = answer.Length == 0 ? "The answer is empty."
                : AnswerText.IsHtml(answer)
                    ? $"The answer is a web page ('{AnswerText.Excerpt(Encoding.UTF8.GetString(answer))}'), not JSON. Check the provider's base URL, and whether a proxy stands in between."
                    : $"The answer is not JSON: '{AnswerText.Excerpt(Encoding.UTF8.GetString(answer))}'.";
            return false;
        }
    }

    /// <summary>The answer's <c>usage</c>; null for none.</summary>
    public static JsonElement? Usage(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("usage", out var usage) ? usage : null;

    private static ModelAnswer Unusable(CanonicalRequest request, string problem, JsonElement? root = null)
    {
        var usage = root is { } there ? UsageNormaliser.FromText(Usage(there), hasOutput: false) : null;
        return new ModelAnswer(null, null, usage ?? UsageNormaliser.Estimate(ChatRequestText.Of(request), null), null, null, problem);
    }

    private static string? Problem(JsonElement message, string? text, string? finish, bool asksForJson)
    {
        if (Text(message, "refusal") is { Length: > 0 } refusal)
            return "The model refused: " + AnswerText.Excerpt(refusal);
        if (finish == "length")
            return "The answer was cut off by the limit of output tokens. Raise max_tokens of the step, or ask for less.";
        if (finish == "content_filter")
            return "The provider's content filter stopped the answer.";
        if (string.IsNullOrWhiteSpace(text))
            return "The answer has no text.";
        return asksForJson && !IsJson(text) ? $"The answer is not JSON: '{AnswerText.Excerpt(text)}'." : null;
    }

    private static JsonElement? Choice(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object
        && root.TryGetProperty("choices", out var choices)
        && choices.ValueKind == JsonValueKind.Array
        && choices.GetArrayLength() > 0
        && choices[0].ValueKind == JsonValueKind.Object
            ? choices[0]
            : null;

    private static string? Content(JsonElement message)
    {
        if (!message.TryGetProperty("content", out var content))
            return null;
        return content.ValueKind switch
        {
            JsonValueKind.String => content.GetString(),
            JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => Text(part, "text"))),
            _ => null,
        };
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Small local models put JSON into a Markdown fence even when told not to.</summary>
    private static string? WithoutFence(string? text)
    {
        var trimmed = text?.Trim();
        if (trimmed is null || !trimmed.StartsWith("```", StringComparison.Ordinal) || !trimmed.EndsWith("```", StringComparison.Ordinal))
            return text;
        var line = trimmed.IndexOf('\n');
        return line > 0 && line < trimmed.Length - 3 ? trimmed[(line + 1)..^3].Trim() : text;
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
