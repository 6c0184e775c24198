using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenOps.Web.Pages.Finance;

/// <summary>One message of a prompt or an answer.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Text">What is said.</param>
public sealed record CallMessage(string Role, string Text);

/// <summary>Makes recorded requests and answers readable; the exact bytes stay beside it.</summary>
public static class CallMessages
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        // Shown as text, never as markup, so that quotes and umlauts may stand as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The messages of a chat request or answer; empty for anything else.</summary>
    public static IReadOnlyList<CallMessage> Read(string? text)
    {
        if (Parse(text) is not JsonObject root) return [];
        if (root["messages"] is JsonArray messages) return [.. messages.Select(Message).OfType<CallMessage>()];
        if (root["choices"] is JsonArray choices) return [.. choices.Select(c => (c as JsonObject)?["message"]).Select(Message).OfType<CallMessage>()];
        return root["prompt"] is JsonValue prompt && prompt.TryGetValue<string>(out var asked) ? [new CallMessage("prompt", asked)] : [];
    }

    /// <summary>JSON indented, any other text as it is; null of null.</summary>
    public static string? Indented(string? text) => Parse(text) is { } node ? node.ToJsonString(Readable) : text;

    private static CallMessage? Message(JsonNode? node)
    {
        if (node is not JsonObject message) return null;
        var role = message["role"] is JsonValue value && value.TryGetValue<string>(out var name) ? name : "message";
        return Text(message["content"]) is { } text ? new CallMessage(role, text) : null;
    }

    /// <summary>A text, or the texts of content parts; what is no text is named.</summary>
    private static string? Text(JsonNode? content) => content switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonArray parts => string.Join("\n", parts.Select(p => Text((p as JsonObject)?["text"]) ?? "(not text)")),
        _ => null,
    };

    private static JsonNode? Parse(string? text)
    {
        if (text is null || text.Length == 0 || text.TrimStart() is not ['{' or '[', ..]) return null;
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            // A cut-off or malformed answer is shown as it came.
            return null;
        }
    }
}
