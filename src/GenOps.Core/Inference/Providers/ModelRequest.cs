namespace GenOps.Core.Inference.Providers;

/// <summary>A text that went into a prompt, kept apart so that the sandbox can work on it.</summary>
/// <param name="Name">Where it came from, such as <c>input.notes</c>.</param>
/// <param name="Text">The text itself.</param>
public sealed record PromptSource(string Name, string Text);

/// <summary>What a step asks of a model, before a provider puts it into its own words.</summary>
public abstract record ModelRequest
{
    /// <summary>The provider's name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Why the call is made.</summary>
    public required CallPurpose Purpose { get; init; }

    /// <summary>The tier asked for; the sandbox makes its quality depend on it.</summary>
    public required Tier Tier { get; init; }
}

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

/// <summary>One message of a conversation.</summary>
/// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
/// <param name="Text">What it says.</param>
public sealed record PromptMessage(string Role, string Text);

/// <summary>A request for one image.</summary>
public sealed record ImageRequest : ModelRequest
{
    /// <summary>What the image shows.</summary>
    public required string Prompt { get; init; }

    /// <summary>Width in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>The provider's word for the quality; null for its default.</summary>
    public string? Quality { get; init; }
}
