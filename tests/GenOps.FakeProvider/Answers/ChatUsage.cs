using System.Text.Json.Nodes;

namespace GenOps.FakeProvider.Answers;

/// <summary>Counts tokens as words; some answers have cached input and reasoning.</summary>
public static class ChatUsage
{
    private const int PerMessage = 4;

    /// <summary>The usage of a call, and the part of the text that fits under the most tokens.</summary>
    public static JsonObject Count(ChatPrompt prompt, string text, int most, out string kept)
    {
        var input = prompt.All.Sum(message => Words.Count(message) + PerMessage);
        // Every third length of prompt is served from the cache, every fourth answer was thought over.
        var cached = input % 3 == 0 ? input / 2 : 0;
        var words = Words.Count(text);
        var reasoning = words % 4 == 0 ? Math.Min(words / 2, Math.Max(0, most - words)) : 0;
        kept = words <= most ? text : string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(most));
        var output = Math.Min(words, most) + reasoning;
        return new JsonObject
        {
            ["prompt_tokens"] = input,
            ["completion_tokens"] = output,
            ["total_tokens"] = input + output,
            ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = cached, ["audio_tokens"] = 0 },
            ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = reasoning, ["audio_tokens"] = 0 },
        };
    }
}
