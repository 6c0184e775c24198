using System.Text.Json.Nodes;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>Text, or JSON by a schema, from a language model.</summary>
public sealed record PromptStep : StepDefinition
{
    /// <inheritdoc />
    public override StepKind Kind => StepKind.Prompt;

    /// <summary>Default: the standard tier.</summary>
    public required ModelChoice Model { get; init; }

    /// <summary>What is asked.</summary>
    public required Template Template { get; init; }

    /// <summary>Standing instructions; null for none.</summary>
    public Template? System { get; init; }

    /// <summary>The JSON schema of the answer; null for free text.</summary>
    public JsonObject? Schema { get; init; }

    /// <summary>1 to 200,000; default 1024.</summary>
    public int MaxOutputTokens { get; init; } = 1024;

    /// <summary>0 to 2; null leaves it to the model.</summary>
    public double? Temperature { get; init; }

    /// <summary>How many times an answer that breaks the schema is sent back, 0 to 5; default 2.</summary>
    public int Repairs { get; init; } = 2;

    /// <summary>What becomes of an answer that still breaks the schema then.</summary>
    public InvalidAnswerPolicy OnInvalid { get; init; }

    /// <summary>Self-critique and rewriting; null for none.</summary>
    public CritiqueDeclaration? Critique { get; init; }
}

/// <summary>What becomes of a step whose answer breaks its schema after all repairs.</summary>
public enum InvalidAnswerPolicy
{
    /// <summary>The step fails.</summary>
    Fail,

    /// <summary>The step ends with the answer as it is, and its output is flagged for review.</summary>
    Review,
}

/// <summary>A draft is criticised by a model and written again.</summary>
/// <param name="Rubric">What the critique looks at.</param>
/// <param name="Rounds">How often, 1 to 5; default 1.</param>
/// <param name="Model">Who criticises; default: the step's own choice.</param>
public sealed record CritiqueDeclaration(Template Rubric, int Rounds, ModelChoice Model);
