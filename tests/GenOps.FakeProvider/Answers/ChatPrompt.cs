using System.Text.Json;

namespace GenOps.FakeProvider.Answers;

/// <summary>The text of a chat request.</summary>
/// <param name="All">Every message's text, in order.</param>
/// <param name="Last">The text of the last message.</param>
public sealed record ChatPrompt(IReadOnlyList<string> All, string Last)
{
    /// <summary>Reads the messages; parts of a message are joined.</summary>
    public static ChatPrompt Read(JsonElement body)
    {
        var all = body.GetProperty("messages").EnumerateArray().Select(Content).ToList();
        return new ChatPrompt(all, all[^1]);
    }

    private static string Content(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("content", out var content))
            return "";
        return content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => string.Join('\n', content.EnumerateArray()
                .Select(part => part.TryGetProperty("text", out var text) ? text.ToString() : "")),
            _ => "",
        };
    }
}
