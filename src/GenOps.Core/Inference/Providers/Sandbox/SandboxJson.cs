using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GenOps.Core.Calls;

namespace GenOps.Core.Inference.Providers.Sandbox;

/// <summary>How the sandbox writes its requests and answers.</summary>
internal static class SandboxJson
{
    /// <summary>Camel case, words for enumerations, nothing escaped that need not be.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}

/// <summary>A request in the sandbox's own words: unlike a real provider it is told the sources apart from the prompt.</summary>
internal sealed record SandboxRequest
{
    /// <summary>The model of the sandbox.</summary>
    public required string Model { get; init; }

    /// <summary>Why the call is made.</summary>
    public required CallPurpose Purpose { get; init; }

    /// <summary>Decides how much is said.</summary>
    public required Tier Tier { get; init; }

    /// <summary>Standing instructions; counted, not followed.</summary>
    public string? System { get; init; }

    /// <summary>The conversation.</summary>
    public IReadOnlyList<PromptMessage> Messages { get; init; } = [];

    /// <summary>The texts to work on.</summary>
    public IReadOnlyList<PromptSource> Sources { get; init; } = [];

    /// <summary>What a judge or critique looks at.</summary>
    public string? Candidate { get; init; }

    /// <summary>The schema to follow, as JSON text; null for text.</summary>
    public string? Schema { get; init; }

    /// <summary>The most tokens of the answer.</summary>
    public int MaxOutputTokens { get; init; }

    /// <summary>Of an image: width in pixels.</summary>
    public int Width { get; init; }

    /// <summary>Of an image: height in pixels.</summary>
    public int Height { get; init; }

    /// <summary>Of an image: the quality asked for; null for the usual.</summary>
    public string? Quality { get; init; }
}

/// <summary>An answer in the sandbox's own words.</summary>
internal sealed record SandboxAnswer
{
    /// <summary>The model of the sandbox.</summary>
    public required string Model { get; init; }

    /// <summary>The text; null for an image.</summary>
    public string? Text { get; init; }

    /// <summary>The PNG; null for text.</summary>
    public byte[]? Image { get; init; }

    /// <summary><c>stop</c>, or <c>length</c> when the text did not fit.</summary>
    public required string FinishReason { get; init; }

    /// <summary>Tokens of the prompt.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens of the text.</summary>
    public long OutputTokens { get; init; }
}
