using System.Text;
using System.Text.Json;
using GenOps.Core.Calls;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>Reads a stored chat answer, whatever it is.</summary>
internal static class ChatAnswerReader
{
    /// <summary>What is said of a text with something in it that is no character.</summary>
    public const string NotText = "The answer is not well-formed text: it holds bytes that are not UTF-8, or half a character.";

    /// <summary>Text, usage and what is wrong with it; whether it was streamed is seen from the bytes.</summary>
    public static ModelAnswer Read(CanonicalRequest request, byte[] answer)
    {
        if (EventStream.Is(answer)) return Answer(request, StreamedAnswer.Read(answer));
        if (!TryParse(answer, out var document, out var problem)) return Answer(request, new ChatAnswerParts { Problem = problem });
        using (document)
            return Answer(request, WholeAnswer.Read(document!.RootElement));
    }

    /// <summary>A name an answer gives; null for none. Beyond 200 characters, or with what is no character in it, it is none.</summary>
    public static string? NameIn(JsonElement element, string name) => JoinedText.Of(element, name) is { Length: > 0 and <= 200 } given && !given.Contains('\uFFFD') ? given : null;

    /// <summary>Parses an answer, or says in plain words why it is none.</summary>
    public static bool TryParse(byte[] answer, out JsonDocument? document, out string? problem)
    {
        document = null;
        problem = null;
        try
        {
            document = Json.ParseDocument(answer);
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

    private static ModelAnswer Answer(CanonicalRequest request, ChatAnswerParts parts)
    {
        var asksForJson = ChatRequestText.AsksForJson(request);
        var text = asksForJson ? WithoutFence(parts.Text) : parts.Text;
        var usage = UsageNormaliser.FromText(parts.Usage, text is { Length: > 0 })
            ?? UsageNormaliser.Estimate(ChatRequestText.Of(request), text ?? parts.Refusal);
        return new ModelAnswer(text, null, usage, parts.Model, parts.FinishReason, parts.Problem ?? Problem(parts, text, asksForJson)) { Reference = parts.Id, ServiceTier = parts.ServiceTier };
    }

    private static string? Problem(ChatAnswerParts parts, string? text, bool asksForJson)
    {
        if (parts.Refusal is { Length: > 0 } refusal)
            return "The model refused: " + AnswerText.Excerpt(refusal);
        if (parts.FinishReason == "length")
            return "The answer was cut off by the limit of output tokens. Raise max_tokens of the step, or ask for less.";
        if (parts.FinishReason == "content_filter")
            return "The provider's content filter stopped the answer.";
        if (string.IsNullOrWhiteSpace(text))
            return "The answer has no text.";
        return asksForJson && !IsJson(text) ? $"The answer is not JSON: '{AnswerText.Excerpt(text)}'." : null;
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = Json.ParseDocument(text);
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
}
