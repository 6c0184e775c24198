namespace GenOps.Core.Inference.Providers;

/// <summary>A request for text, or for JSON by a schema.</summary>
public sealed record TextRequest : ModelRequest
{
    /// <summary>Standing instructions; null for none.</summary>
    public string? System { get; init; }

    /// <summary>The conversation, in order; the last message is the one to answer.</summary>
    public required IReadOnlyList<PromptMessage> Messages { get; init; }

    /// <summary>The texts inserted into the prompt.</summary>
    public IReadOnlyList<PromptSource> Sources { get; init; } = [];

    /// <summary>What a judge or a critique looks at; null otherwise.</summary>
    public string? Candidate { get; init; }

    /// <summary>A JSON schema the answer must follow, as JSON text; null for free text.</summary>
    public string? JsonSchema { get; init; }

    /// <summary>The most tokens the answer may have; always sent, since budgets reserve it. At least 1.</summary>
    public required int MaxOutputTokens { get; init; }

    /// <summary>0 to 2; null leaves it to the model.</summary>
    public double? Temperature { get; init; }
}
