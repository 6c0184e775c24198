using System.Text.Json;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>What a chat answer consists of, however it was sent.</summary>
internal sealed record ChatAnswerParts
{
    /// <summary>The provider's id of it; null for none.</summary>
    public string? Id { get; init; }

    /// <summary>The model that answered; null where it is not said.</summary>
    public string? Model { get; init; }

    /// <summary>The service tier that served it; null where it is not said.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>The text; null for none.</summary>
    public string? Text { get; init; }

    /// <summary>What the model said instead of answering; null for nothing.</summary>
    public string? Refusal { get; init; }

    /// <summary>Why it ended; null where it is not said.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The use as reported; null where it is not.</summary>
    public JsonElement? Usage { get; init; }

    /// <summary>Why it is no answer; null where it is one.</summary>
    public string? Problem { get; init; }
}
