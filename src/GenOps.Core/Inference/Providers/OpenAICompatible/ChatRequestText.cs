using System.Text;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>What a stored chat request says, for counting.</summary>
internal static class ChatRequestText
{
    /// <summary>All its messages, for an estimate of the input.</summary>
    public static string Of(CanonicalRequest request)
    {
        using var document = Json.ParseDocument(request.Body);
        var all = new StringBuilder();
        foreach (var message in document.RootElement.GetProperty("messages").EnumerateArray())
            all.Append(message.GetProperty("role").GetString()).Append('\n').Append(message.GetProperty("content").GetString()).Append('\n');
        return all.ToString();
    }

    /// <summary>The most output tokens it allows.</summary>
    public static int MostOutput(CanonicalRequest request)
    {
        using var document = Json.ParseDocument(request.Body);
        return document.RootElement.TryGetProperty("max_completion_tokens", out var most)
            ? most.GetInt32()
            : document.RootElement.GetProperty("max_tokens").GetInt32();
    }

    /// <summary>True when the answer must be JSON.</summary>
    public static bool AsksForJson(CanonicalRequest request)
    {
        using var document = Json.ParseDocument(request.Body);
        return document.RootElement.TryGetProperty("response_format", out _);
    }
}
